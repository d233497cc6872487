/* The pages of studying beside courses and lessons. Fetched when somebody goes there. */
import type { Page } from '../app/places'
import { strings as kept } from './keeping/strings'
import { strings } from './learning/strings'

const { titles } = strings
const pages: Page[] = [
  { path: '/study/notes', name: 'notes', component: () => import('./learning/NotesPage.vue'), meta: { title: titles.notes, tab: '/study', signIn: true } },
  { path: '/study/search', name: 'search-lessons', component: () => import('./learning/SearchPage.vue'), meta: { title: titles.search, tab: '/study' } },
  { path: '/study/recall', name: 'recall', component: () => import('./learning/RecallPage.vue'), meta: { title: titles.recall, tab: '/study', signIn: true } },
  { path: '/study/kept', name: 'kept-courses', component: () => import('./keeping/KeptPage.vue'), meta: { title: kept.title, tab: '/study' } },
]

export default pages
