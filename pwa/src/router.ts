import { nextTick, shallowRef } from 'vue'
import { createRouter, createWebHistory, type RouteLocationGeneric, type RouteRecordRaw } from 'vue-router'
import type { Permission } from './app/api/shapes'
import { signedIn } from './app/session'
import { pageTitle } from './app/share'
import { titles } from './strings'

declare module 'vue-router' {
  interface RouteMeta {
    title?: string
    tab?: string // the tab that is lit
    signIn?: boolean // asks to sign in first, then comes back
    permission?: Permission
    focus?: boolean // one thing to do: no tab bar on the phone
    bare?: boolean // a screen by itself, no bars at all
    wide?: boolean
  }
}

const code = (to: RouteLocationGeneric) => ({ code: String(to.params.code).toUpperCase() })

const study: RouteRecordRaw[] = [
  { path: '/study', name: 'study', component: () => import('./study/StudyPage.vue'), meta: { title: titles.study, tab: '/study' } },
  { path: '/study/courses/:id', name: 'course', props: true, component: () => import('./study/CoursePage.vue'), meta: { title: titles.course, tab: '/study' } },
  { path: '/study/lessons/:id', name: 'lesson', props: true, component: () => import('./study/LessonPage.vue'), meta: { title: titles.lesson, tab: '/study', focus: true } },
]

const wishes: RouteRecordRaw[] = [
  { path: '/wishes', name: 'wishes', component: () => import('./wishes/WishesPage.vue'), meta: { title: titles.wishes, tab: '/wishes' } },
  { path: '/wishes/:code', name: 'wish', props: code, component: () => import('./wishes/WishPage.vue'), meta: { title: titles.wish, tab: '/wishes', focus: true } },
  { path: '/wishes/:code/claim', name: 'claim', props: code, component: () => import('./wishes/ClaimPage.vue'), meta: { title: titles.claim, tab: '/wishes', focus: true } },
  { path: '/W/:code', redirect: to => ({ name: 'wish', params: code(to), query: to.query }) }, // printed in capitals, typed in any case
  { path: '/wall/:fair', name: 'wall', props: true, component: () => import('./wishes/WallPage.vue'), meta: { title: titles.wall, bare: true } },
]

const events: RouteRecordRaw[] = [
  { path: '/events', name: 'events', component: () => import('./events/EventsPage.vue'), meta: { title: titles.events, tab: '/' } },
  { path: '/events/:id', name: 'event', props: true, component: () => import('./events/EventPage.vue'), meta: { title: titles.event, tab: '/', focus: true } },
  { path: '/scan', name: 'scan', component: () => import('./checkins/ScanPage.vue'), meta: { title: titles.scan, tab: '/scan' } },
  { path: '/C/:code/:proof?', name: 'check-in', props: to => ({ ...code(to), proof: String(to.params.proof ?? '') }), component: () => import('./checkins/CheckInPage.vue'), meta: { title: titles.checkIn, tab: '/scan', focus: true } },
]

const mine: RouteRecordRaw[] = [
  { path: '/me', name: 'me', component: () => import('./me/MePage.vue'), meta: { title: titles.me, tab: '/me' } },
  { path: '/me/record', name: 'record', component: () => import('./me/RecordPage.vue'), meta: { title: titles.record, tab: '/me', signIn: true } },
  { path: '/me/claims', name: 'claims', component: () => import('./me/ClaimsPage.vue'), meta: { title: titles.claims, tab: '/me' } },
  { path: '/me/devices', name: 'devices', component: () => import('./me/DevicesPage.vue'), meta: { title: titles.devices, tab: '/me', signIn: true } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./me/SignInPage.vue'), meta: { title: titles.signIn, tab: '/me', focus: true } },
  { path: '/inbox', name: 'inbox', component: () => import('./inbox/InboxPage.vue'), meta: { title: titles.inbox, tab: '/', signIn: true } },
  { path: '/inbox/:id', name: 'inbox-item', props: true, component: () => import('./inbox/InboxItemPage.vue'), meta: { title: titles.notice, tab: '/', signIn: true } },
]

const place: RouteRecordRaw[] = [
  { path: '/branches', name: 'branches', component: () => import('./branches/BranchesPage.vue'), meta: { title: titles.branches, tab: '/me' } },
  { path: '/branches/:id', name: 'branch', props: true, component: () => import('./branches/BranchPage.vue'), meta: { title: titles.branch, tab: '/me' } },
  { path: '/counts', name: 'counts', component: () => import('./participation/CountsPage.vue'), meta: { title: titles.counts, tab: '/' } },
  { path: '/suggestions', name: 'suggestions', component: () => import('./voice/SuggestionsPage.vue'), meta: { title: titles.suggestions, tab: '/me', focus: true } },
  { path: '/about', name: 'about', component: () => import('./about/AboutPage.vue'), meta: { title: titles.about, tab: '/me' } },
]

const work: RouteRecordRaw = {
  path: '/work',
  meta: { tab: '/me', signIn: true, wide: true },
  children: [
    { path: '', name: 'work', component: () => import('./work/WorkPage.vue'), meta: { title: titles.work } },
    { path: 'applications/:branch', name: 'applications', props: true, component: () => import('./work/ApplicationsPage.vue'), meta: { title: titles.applications, permission: 'branch.approve' } },
    { path: 'desk/:event', name: 'desk', props: true, component: () => import('./work/DeskPage.vue'), meta: { title: titles.desk, permission: 'check_in.desk', bare: true } },
    { path: 'notice', name: 'write-notice', component: () => import('./work/WriteNoticePage.vue'), meta: { title: titles.writeNotice, permission: 'notice.send', focus: true } },
    { path: 'notices', name: 'sent-notices', component: () => import('./work/SentNoticesPage.vue'), meta: { title: titles.sentNotices, permission: 'notice.send' } },
    { path: 'notices/:id', name: 'sent-notice', props: true, component: () => import('./work/SentNoticePage.vue'), meta: { title: titles.sentNotice, permission: 'notice.send' } },
  ],
}

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: titles.home, tab: '/' } },
    ...study, ...wishes, ...events, ...mine, ...place, work,
    { path: '/:rest(.*)*', name: 'not-found', component: () => import('./about/NotFoundPage.vue'), meta: { title: titles.notFound } },
  ],
  async scrollBehavior(to, from, saved) {
    if (to.hash) return { el: to.hash }
    if (!saved) return to.path === from.path ? false : { top: 0 } // a changed filter keeps its place
    await tallEnough(saved.top)
    return saved
  },
})

/** Going back: waits until the list is long enough to be where it was, at most a second. */
async function tallEnough(top: number) {
  for (let waited = 0; waited < 1000 && document.documentElement.scrollHeight < top + innerHeight; waited += 50) {
    await new Promise(done => setTimeout(done, 50))
  }
}

/** A page whose script could not be fetched; App offers to try again. */
export const lostPage = shallowRef<{ path: string, error: unknown }>()

router.beforeEach(to => {
  if (to.meta.signIn && !signedIn.value) return { name: 'sign-in', query: { next: to.fullPath }, replace: true }
})

router.afterEach((to, from, failure) => {
  if (failure) return
  lostPage.value = undefined
  pageTitle(to.name === 'home' ? undefined : to.meta.title)
  const first = from.matched.length === 0
  if (!first && to.path !== from.path) nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
})

router.onError((error, to) => { lostPage.value = { path: to.fullPath, error: navigator.onLine ? error : { status: 0 } } })
