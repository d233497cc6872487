import { nextTick } from 'vue'
import type { Params } from './app/places'
import { startRouting, type Page } from './app/routing'
import { signedIn } from './app/session'
import { pageTitle } from './app/share'
import { titles } from './strings'

const code = (params: Params) => ({ ...params, code: params.code!.toUpperCase() })

const study: Page[] = [
  { path: '/study', name: 'study', component: () => import('./study/StudyPage.vue'), meta: { title: titles.study, tab: '/study' } },
  { path: '/study/courses/:id', name: 'course', component: () => import('./study/CoursePage.vue'), meta: { title: titles.course, tab: '/study' } },
  { path: '/study/lessons/:id', name: 'lesson', component: () => import('./study/LessonPage.vue'), meta: { title: titles.lesson, tab: '/study', focus: true } },
  { path: '/study/*', name: 'more-study', more: () => import('./study/pages') },
]

const stories: Page[] = [
  { path: '/stories', name: 'stories', component: () => import('./stories/StoriesPage.vue'), meta: { title: titles.stories, tab: '/study' } },
  { path: '/S/:code', name: 'story', props: code, component: () => import('./stories/StoryPage.vue'), meta: { title: titles.stories, tab: '/study' } }, // printed in capitals
]

const wishes: Page[] = [
  { path: '/wishes', name: 'wishes', component: () => import('./wishes/WishesPage.vue'), meta: { title: titles.wishes, tab: '/wishes' } },
  { path: '/wishes/organisation', name: 'organisation', component: () => import('./wishes/taking/OrganisationPage.vue'), meta: { title: titles.organisation, tab: '/wishes', focus: true } },
  { path: '/receipt/:code/:token', name: 'receipt', props: code, component: () => import('./wishes/taking/ReceiptPage.vue'), meta: { title: titles.receipt, tab: '/wishes', focus: true } }, // printed in capitals
  { path: '/wishes/:code', name: 'wish', props: code, component: () => import('./wishes/WishPage.vue'), meta: { title: titles.wish, tab: '/wishes', focus: true } },
  { path: '/wishes/:code/claim', name: 'claim', props: code, component: () => import('./wishes/ClaimPage.vue'), meta: { title: titles.claim, tab: '/wishes', focus: true } },
  { path: '/W/:code', name: 'card', redirect: ({ params, query }) => ({ path: `/wishes/${code(params).code}`, query }) }, // printed in capitals, typed in any case
  { path: '/wall/:fair', name: 'wall', component: () => import('./wishes/WallPage.vue'), meta: { title: titles.wall, bare: true } },
]

const events: Page[] = [
  { path: '/events', name: 'events', component: () => import('./events/EventsPage.vue'), meta: { title: titles.events, tab: '/' } },
  { path: '/events/:id', name: 'event', component: () => import('./events/EventPage.vue'), meta: { title: titles.event, tab: '/', focus: true } },
  { path: '/scan', name: 'scan', component: () => import('./checkins/ScanPage.vue'), meta: { title: titles.scan, tab: '/scan' } },
  { path: '/C/:code/:proof?', name: 'check-in', props: params => ({ proof: '', ...code(params) }), component: () => import('./checkins/CheckInPage.vue'), meta: { title: titles.checkIn, tab: '/scan', focus: true } },
]

const centres: Page[] = [
  { path: '/centres', name: 'centres', component: () => import('./checkins/centres/CentresPage.vue'), meta: { title: titles.centres, tab: '/' } },
  { path: '/centres/:id', name: 'centre', component: () => import('./checkins/centres/CentrePage.vue'), meta: { title: titles.centre, tab: '/' } },
]

const routes: Page[] = [
  { path: '/routes', name: 'routes', component: () => import('./checkins/walking/RoutesPage.vue'), meta: { title: titles.routes, tab: '/study' } },
  { path: '/routes/:id', name: 'route', component: () => import('./checkins/walking/RoutePage.vue'), meta: { title: titles.routes, tab: '/study' } },
  { path: '/routes/:id/stops/:stop', name: 'route-stop', component: () => import('./checkins/walking/StopPage.vue'), meta: { title: titles.routeStop, tab: '/study', focus: true } },
  { path: '/R/:code', name: 'route-plaque', props: code, component: () => import('./checkins/walking/PlaquePage.vue'), meta: { title: titles.routeStop, tab: '/scan', focus: true } }, // printed in capitals
]

const mine: Page[] = [
  { path: '/me', name: 'me', component: () => import('./me/MePage.vue'), meta: { title: titles.me, tab: '/me' } },
  { path: '/me/code', name: 'my-code', component: () => import('./checkins/mine/CodePage.vue'), meta: { title: titles.myCode, tab: '/me', signIn: true, focus: true } },
  { path: '/me/record', name: 'record', component: () => import('./me/RecordPage.vue'), meta: { title: titles.record, tab: '/me', signIn: true } },
  { path: '/me/hours', name: 'my-hours', component: () => import('./checkins/hours/MyHoursPage.vue'), meta: { title: titles.myHours, tab: '/me', signIn: true } },
  { path: '/me/certificates', name: 'certificates', component: () => import('./checkins/hours/certificates/CertificatesPage.vue'), meta: { title: titles.certificates, tab: '/me', signIn: true } },
  { path: '/me/certificates/:code', name: 'certificate', props: code, component: () => import('./checkins/hours/certificates/CertificatePage.vue'), meta: { title: titles.certificates, tab: '/me', signIn: true } },
  { path: '/V/:code?', name: 'verify', props: params => code({ code: '', ...params }), component: () => import('./checkins/hours/certificates/VerifyPage.vue'), meta: { title: titles.verify, tab: '/', focus: true } }, // printed in capitals
  { path: '/me/claims', name: 'claims', component: () => import('./me/ClaimsPage.vue'), meta: { title: titles.claims, tab: '/me' } },
  { path: '/me/deliveries', name: 'deliveries', component: () => import('./wishes/delivery/MyStopsPage.vue'), meta: { title: titles.deliveries, tab: '/me', signIn: true } },
  { path: '/me/devices', name: 'devices', component: () => import('./me/DevicesPage.vue'), meta: { title: titles.devices, tab: '/me', signIn: true } },
  { path: '/sign-in', name: 'sign-in', component: () => import('./me/SignInPage.vue'), meta: { title: titles.signIn, tab: '/me', focus: true } },
  { path: '/inbox', name: 'inbox', component: () => import('./inbox/InboxPage.vue'), meta: { title: titles.inbox, tab: '/', signIn: true } },
  { path: '/inbox/:id', name: 'inbox-item', component: () => import('./inbox/InboxItemPage.vue'), meta: { title: titles.notice, tab: '/', signIn: true } },
]

const place: Page[] = [
  { path: '/branches', name: 'branches', component: () => import('./branches/BranchesPage.vue'), meta: { title: titles.branches, tab: '/me' } },
  { path: '/branches/:id', name: 'branch', component: () => import('./branches/BranchPage.vue'), meta: { title: titles.branch, tab: '/me' } },
  { path: '/counts', name: 'counts', component: () => import('./participation/CountsPage.vue'), meta: { title: titles.counts, tab: '/' } },
  { path: '/suggestions', name: 'suggestions', component: () => import('./voice/SuggestionsPage.vue'), meta: { title: titles.suggestions, tab: '/me', focus: true } },
  { path: '/about', name: 'about', component: () => import('./about/AboutPage.vue'), meta: { title: titles.about, tab: '/me' } },
]

const pages: Page[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: titles.home, tab: '/' } },
  ...study, ...stories, ...wishes, ...events, ...routes, ...centres, ...mine, ...place,
  { path: '/school/*', name: 'all-school', more: () => import('./school/pages') },
  { path: '/meetings/*', name: 'all-meetings', more: () => import('./meetings/pages') },
  { path: '/work/*', name: 'workbench', more: () => import('./work/pages') },
  { path: '*', name: 'not-found', component: () => import('./about/NotFoundPage.vue'), meta: { title: titles.notFound } },
]

export const openFirstPage = () => startRouting(pages, {
  before: ({ meta, fullPath }) => meta.signIn && !signedIn.value ? { name: 'sign-in', query: { next: fullPath } } : undefined,
  after({ name, meta }, first, moved) {
    pageTitle(name === 'home' ? undefined : meta.title)
    if (!first && moved) nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
  },
})
