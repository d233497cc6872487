import { nextTick } from 'vue'
import type { Params } from './app/places'
import { startRouting, type Page } from './app/routing'
import { signedIn } from './app/session'
import { pageTitle } from './app/share'
import { titles } from './strings'

const code = (params: Params) => ({ ...params, code: params.code!.toUpperCase() })
const point = (params: Params) => ({ ...params, point: params.point!.toUpperCase() })

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

const desk = { tab: '/me', signIn: true, wide: true }
const work: Page[] = [
  { path: '/work', name: 'work', component: () => import('./work/WorkPage.vue'), meta: { ...desk, title: titles.work } },
  { path: '/work/applications/:branch', name: 'applications', component: () => import('./work/ApplicationsPage.vue'), meta: { ...desk, title: titles.applications, permission: 'branch.approve' } },
  { path: '/work/check-in/:point', name: 'scan-desk', props: point, component: () => import('./checkins/desk/ScanDeskPage.vue'), meta: { ...desk, title: titles.scanDesk, permission: 'check_in.desk', bare: true } },
  { path: '/work/check-in/:point/screen', name: 'point-screen', props: point, component: () => import('./work/DeskPage.vue'), meta: { ...desk, title: titles.desk, permission: 'check_in.desk', bare: true } },
  { path: '/work/check-in/:point/plaque', name: 'plaque', props: point, component: () => import('./checkins/points/PlaquePage.vue'), meta: { ...desk, title: titles.plaque, permission: 'check_in.desk' } },
  { path: '/work/events/:event/roster', name: 'roster', component: () => import('./events/signing-up/RosterPage.vue'), meta: { ...desk, title: titles.roster, permission: 'event.manage' } },
  { path: '/work/events/:event/posts', name: 'posts', component: () => import('./events/signing-up/PlanPage.vue'), meta: { ...desk, title: titles.posts, permission: 'event.manage', focus: true } },
  { path: '/work/events/:event/points', name: 'points', component: () => import('./checkins/points/PointsPage.vue'), meta: { ...desk, title: titles.points, permission: 'check_in.desk' } },
  { path: '/work/events/:event/check-in-conflicts', name: 'check-in-conflicts', component: () => import('./checkins/points/ConflictsPage.vue'), meta: { ...desk, title: titles.checkInConflicts, permission: 'check_in.desk' } },
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
  { path: '/work/routes', name: 'manage-routes', component: () => import('./checkins/walking/ManageRoutesPage.vue'), meta: { ...desk, title: titles.routes, permission: 'event.manage' } },
  { path: '/work/routes/new', name: 'make-route', component: () => import('./checkins/walking/ManageFactsPage.vue'), meta: { ...desk, title: titles.routes, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id', name: 'manage-route', component: () => import('./checkins/walking/ManageRoutePage.vue'), meta: { ...desk, title: titles.routes, permission: 'event.manage' } },
  { path: '/work/routes/:id/facts', name: 'manage-facts', component: () => import('./checkins/walking/ManageFactsPage.vue'), meta: { ...desk, title: titles.routes, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id/stops/:stop', name: 'manage-stop', component: () => import('./checkins/walking/ManageStopPage.vue'), meta: { ...desk, title: titles.routeStop, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id/plaques', name: 'route-plaques', component: () => import('./checkins/walking/ManagePlaquesPage.vue'), meta: { ...desk, title: titles.print, permission: 'event.manage' } },
  { path: '/work/routes/:id/visits', name: 'route-visits', component: () => import('./checkins/walking/ManageVisitsPage.vue'), meta: { ...desk, title: titles.routes, permission: 'event.manage' } },
  { path: '/work/centres', name: 'manage-centres', component: () => import('./checkins/centres/CentresWorkPage.vue'), meta: { ...desk, title: titles.centres, permission: 'centre.manage' } },
  { path: '/work/centres/new', name: 'make-centre', component: () => import('./checkins/centres/NewCentrePage.vue'), meta: { ...desk, title: titles.newCentre, permission: 'centre.manage', focus: true } },
  { path: '/work/centres/:id', name: 'centre-figures', component: () => import('./checkins/centres/CentreFiguresPage.vue'), meta: { ...desk, title: titles.centreFigures, permission: 'centre.manage' } },
  { path: '/work/centres/:id/edit', name: 'edit-centre', component: () => import('./checkins/centres/EditCentrePage.vue'), meta: { ...desk, title: titles.editCentre, permission: 'centre.manage', focus: true } },
  { path: '/work/centres/:id/plaque', name: 'centre-plaque', component: () => import('./checkins/centres/CentrePlaquePage.vue'), meta: { ...desk, title: titles.visitPlaque, permission: 'centre.manage' } },
  { path: '/work/events/:event/footfall', name: 'stall-footfall', component: () => import('./checkins/footfall/StallFootfallPage.vue'), meta: { ...desk, title: titles.stallFootfall, permission: 'event.manage' } },
  { path: '/work/events/:event/plaques', name: 'stall-plaques', component: () => import('./checkins/footfall/StallPlaquesPage.vue'), meta: { ...desk, title: titles.visitPlaque, permission: 'event.manage' } },
  { path: '/work/hours', name: 'hours', component: () => import('./checkins/hours/looking/HoursPage.vue'), meta: { ...desk, title: titles.hours, permission: 'hours.propose' } },
  { path: '/work/programme', name: 'programme', component: () => import('./events/programme/ProgrammePage.vue'), meta: { ...desk, title: titles.programme, permission: 'event.manage' } },
  { path: '/work/programme/import', name: 'import-programme', component: () => import('./events/programme/ImportPage.vue'), meta: { ...desk, title: titles.importProgramme, permission: 'event.manage', focus: true } },
  { path: '/work/programme/table', name: 'programme-table', component: () => import('./events/programme/TablePage.vue'), meta: { ...desk, title: titles.programmeTable, permission: 'event.manage' } },
  { path: '/work/notice', name: 'write-notice', component: () => import('./work/WriteNoticePage.vue'), meta: { ...desk, title: titles.writeNotice, permission: 'notice.send', focus: true } },
  { path: '/work/notices', name: 'sent-notices', component: () => import('./work/SentNoticesPage.vue'), meta: { ...desk, title: titles.sentNotices, permission: 'notice.send' } },
  { path: '/work/notices/:id', name: 'sent-notice', component: () => import('./work/SentNoticePage.vue'), meta: { ...desk, title: titles.sentNotice, permission: 'notice.send' } },
]

const pages: Page[] = [
  { path: '/', name: 'home', component: () => import('./home/HomePage.vue'), meta: { title: titles.home, tab: '/' } },
  ...study, ...wishes, ...events, ...routes, ...centres, ...mine, ...place, ...work,
  { path: '*', name: 'not-found', component: () => import('./about/NotFoundPage.vue'), meta: { title: titles.notFound } },
]

export const openFirstPage = () => startRouting(pages, {
  before: ({ meta, fullPath }) => meta.signIn && !signedIn.value ? { name: 'sign-in', query: { next: fullPath } } : undefined,
  after({ name, meta }, first, moved) {
    pageTitle(name === 'home' ? undefined : meta.title)
    if (!first && moved) nextTick(() => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true }))
  },
})
