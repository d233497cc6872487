/* The pages of meetings for members. Fetched when somebody goes there. */
import type { Page } from '../app/places'
import { strings } from './strings'

const { titles } = strings
const pages: Page[] = [
  { path: '/meetings', name: 'meetings', component: () => import('./MeetingsPage.vue'), meta: { title: titles.meetings, tab: '/study' } },
  { path: '/meetings/:id', name: 'meeting', component: () => import('./MeetingPage.vue'), meta: { title: titles.meeting, tab: '/study', signIn: true } },
  { path: '/meetings/:id/minutes', name: 'minutes', component: () => import('./minutes/MinutesPage.vue'), meta: { title: titles.minutes, tab: '/study', signIn: true, focus: true } },
]

export default pages
