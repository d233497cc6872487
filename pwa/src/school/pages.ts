/* The pages of the Party school for members. Fetched when somebody goes there. */
import type { Page } from '../app/places'
import { strings } from './strings'

const { titles } = strings
const pages: Page[] = [
  { path: '/school', name: 'school', component: () => import('./SchoolPage.vue'), meta: { title: titles.school, tab: '/study' } },
  { path: '/school/terms/:id', name: 'term', component: () => import('./TermPage.vue'), meta: { title: titles.term, tab: '/study', signIn: true } },
  { path: '/school/assignments/:id', name: 'assignment', component: () => import('./AssignmentPage.vue'), meta: { title: titles.assignment, tab: '/study', signIn: true, focus: true } },
]

export default pages
