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

const mine: Page[] = [
  { path: '/me', name: 'me', component: () => import('./me/MePage.vue'), meta: { title: titles.me, tab: '/me' } },
  { path: '/me/record', name: 'record', component: () => import('./me/RecordPage.vue'), meta: { title: titles.record, tab: '/me', signIn: true } },
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

const desk = { tab: '/me', signIn: true, wide: true }
const work: Page[] = [
  { path: '/work', name: 'work', component: () => import('./work/WorkPage.vue'), meta: { ...desk, title: titles.work } },
  { path: '/work/applications/:branch', name: 'applications', component: () => import('./work/ApplicationsPage.vue'), meta: { ...desk, title: titles.applications, permission: 'branch.approve' } },
  { path: '/work/desk/:event', name: 'desk', component: () => import('./work/DeskPage.vue'), meta: { ...desk, title: titles.desk, permission: 'check_in.desk', bare: true } },
  { path: '/work/fairs/:fair/collecting', name: 'collecting', component: () => import('./wishes/collecting/CollectingPage.vue'), meta: { ...desk, title: titles.collecting, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/import', name: 'import-wishes', component: () => import('./wishes/collecting/ImportPage.vue'), meta: { ...desk, title: titles.importWishes, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/wishes/new', name: 'write-wish', component: () => import('./wishes/collecting/NewWishPage.vue'), meta: { ...desk, title: titles.writeWish, permission: 'wish.collect', focus: true } },
  { path: '/work/fairs/:fair/wishes/:code', name: 'edit-wish', props: code, component: () => import('./wishes/collecting/EditWishPage.vue'), meta: { ...desk, title: titles.writeWish, permission: 'wish.collect', focus: true } },
  { path: '/work/fairs/:fair/review', name: 'review-wishes', component: () => import('./wishes/collecting/ReviewPage.vue'), meta: { ...desk, title: titles.reviewWishes, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/print', name: 'print', component: () => import('./wishes/printing/PrintPage.vue'), meta: { ...desk, title: titles.print, permission: 'wish.print' } },
  { path: '/work/fairs/:fair/rescue', name: 'rescue', component: () => import('./wishes/promises/RescuePage.vue'), meta: { ...desk, title: titles.rescue, permission: 'claim.contact' } },
  { path: '/work/fairs/:fair/delivery', name: 'delivery', component: () => import('./wishes/delivery/DeliveryPage.vue'), meta: { ...desk, title: titles.delivery, permission: 'wish.deliver' } },
  { path: '/work/teams/:team/:day', name: 'run-sheet', component: () => import('./wishes/delivery/RunSheetPage.vue'), meta: { ...desk, title: titles.runSheet, permission: 'wish.deliver' } },
  { path: '/work/fairs/:fair/fund', name: 'fund', component: () => import('./wishes/fund/FundPage.vue'), meta: { ...desk, title: titles.fund, permission: 'fund.record' } },
  { path: '/work/fairs/:fair/report', name: 'report', component: () => import('./wishes/closing/ReportPage.vue'), meta: { ...desk, title: titles.report, permission: 'wish.report' } },
  { path: '/work/helped', name: 'helped', component: () => import('./wishes/taking/HelpedPage.vue'), meta: { ...desk, title: titles.helped, permission: 'claim.help', focus: true } },
  { path: '/work/fairs/:fair/paper', name: 'paper', component: () => import('./wishes/taking/KeyingPage.vue'), meta: { ...desk, title: titles.paper, permission: 'claim.help', focus: true } },
  { path: '/work/fairs/:fair/conflicts', name: 'conflicts', component: () => import('./wishes/taking/ConflictsPage.vue'), meta: { ...desk, title: titles.conflicts, permission: 'claim.help' } },
  { path: '/work/notice', name: 'write-notice', component: () => import('./work/WriteNoticePage.vue'), meta: { ...desk, title: titles.writeNotice, permission: 'notice.send', focus: true } },
  { path: '/work/notices', name: 'sent-notices', component: () => import('./work/SentNoticesPage.vue'), meta: { ...desk, title: titles.sentNotices, permission: 'notice.send' } },
  { path: '/work/notices/:id', name: 'sent-notice', component: () => import('./work/SentNoticePage.vue'), meta: { ...desk, title: titles.sentNotice, permission: 'notice.send' } },
]

const pages: Page[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: titles.home, tab: '/' } },
  ...study, ...wishes, ...events, ...mine, ...place, ...work,
  { path: '*', name: 'not-found', component: () => import('./about/NotFoundPage.vue'), meta: { title: titles.notFound } },
]

export const openFirstPage = () => startRouting(pages, {
  before: ({ meta, fullPath }) => meta.signIn && !signedIn.value ? { name: 'sign-in', query: { next: fullPath } } : undefined,
  after({ name, meta }, first, moved) {
    pageTitle(name === 'home' ? undefined : meta.title)
    if (!first && moved) nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
  },
})
