/* The pages of the workbench. Fetched when somebody goes there: most people never do. */
import type { Page, Params } from '../app/places'
import { titles as common } from '../strings'
import { titles } from './titles'

const code = (params: Params) => ({ ...params, code: params.code!.toUpperCase() })
const point = (params: Params) => ({ ...params, point: params.point!.toUpperCase() })
const desk = { tab: '/me', signIn: true, wide: true }
const pages: Page[] = [
  { path: '/work', name: 'work', component: () => import('./WorkPage.vue'), meta: { ...desk, title: titles.work } },
  { path: '/work/applications/:branch', name: 'applications', component: () => import('./ApplicationsPage.vue'), meta: { ...desk, title: titles.applications, permission: 'branch.approve' } },
  { path: '/work/check-in/:point', name: 'scan-desk', props: point, component: () => import('../checkins/desk/ScanDeskPage.vue'), meta: { ...desk, title: titles.scanDesk, permission: 'check_in.desk', bare: true } },
  { path: '/work/check-in/:point/screen', name: 'point-screen', props: point, component: () => import('./DeskPage.vue'), meta: { ...desk, title: titles.desk, permission: 'check_in.desk', bare: true } },
  { path: '/work/check-in/:point/plaque', name: 'plaque', props: point, component: () => import('../checkins/points/PlaquePage.vue'), meta: { ...desk, title: titles.plaque, permission: 'check_in.desk' } },
  { path: '/work/events/:event/roster', name: 'roster', component: () => import('../events/signing-up/RosterPage.vue'), meta: { ...desk, title: titles.roster, permission: 'event.manage' } },
  { path: '/work/events/:event/posts', name: 'posts', component: () => import('../events/signing-up/PlanPage.vue'), meta: { ...desk, title: titles.posts, permission: 'event.manage', focus: true } },
  { path: '/work/events/:event/points', name: 'points', component: () => import('../checkins/points/PointsPage.vue'), meta: { ...desk, title: titles.points, permission: 'check_in.desk' } },
  { path: '/work/events/:event/check-in-conflicts', name: 'check-in-conflicts', component: () => import('../checkins/points/ConflictsPage.vue'), meta: { ...desk, title: titles.checkInConflicts, permission: 'check_in.desk' } },
  { path: '/work/desk/:event', name: 'desk', component: () => import('./DeskPage.vue'), meta: { ...desk, title: titles.desk, permission: 'check_in.desk', bare: true } },
  { path: '/work/fairs/:fair/collecting', name: 'collecting', component: () => import('../wishes/collecting/CollectingPage.vue'), meta: { ...desk, title: titles.collecting, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/import', name: 'import-wishes', component: () => import('../wishes/collecting/ImportPage.vue'), meta: { ...desk, title: titles.importWishes, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/wishes/new', name: 'write-wish', component: () => import('../wishes/collecting/NewWishPage.vue'), meta: { ...desk, title: titles.writeWish, permission: 'wish.collect', focus: true } },
  { path: '/work/fairs/:fair/wishes/:code', name: 'edit-wish', props: code, component: () => import('../wishes/collecting/EditWishPage.vue'), meta: { ...desk, title: titles.writeWish, permission: 'wish.collect', focus: true } },
  { path: '/work/fairs/:fair/review', name: 'review-wishes', component: () => import('../wishes/collecting/ReviewPage.vue'), meta: { ...desk, title: titles.reviewWishes, permission: 'wish.collect' } },
  { path: '/work/fairs/:fair/print', name: 'print', component: () => import('../wishes/printing/PrintPage.vue'), meta: { ...desk, title: titles.print, permission: 'wish.print' } },
  { path: '/work/fairs/:fair/rescue', name: 'rescue', component: () => import('../wishes/promises/RescuePage.vue'), meta: { ...desk, title: titles.rescue, permission: 'claim.contact' } },
  { path: '/work/fairs/:fair/delivery', name: 'delivery', component: () => import('../wishes/delivery/DeliveryPage.vue'), meta: { ...desk, title: titles.delivery, permission: 'wish.deliver' } },
  { path: '/work/teams/:team/:day', name: 'run-sheet', component: () => import('../wishes/delivery/RunSheetPage.vue'), meta: { ...desk, title: titles.runSheet, permission: 'wish.deliver' } },
  { path: '/work/fairs/:fair/fund', name: 'fund', component: () => import('../wishes/fund/FundPage.vue'), meta: { ...desk, title: titles.fund, permission: 'fund.record' } },
  { path: '/work/fairs/:fair/report', name: 'report', component: () => import('../wishes/closing/ReportPage.vue'), meta: { ...desk, title: titles.report, permission: 'wish.report' } },
  { path: '/work/helped', name: 'helped', component: () => import('../wishes/taking/HelpedPage.vue'), meta: { ...desk, title: titles.helped, permission: 'claim.help', focus: true } },
  { path: '/work/fairs/:fair/paper', name: 'paper', component: () => import('../wishes/taking/KeyingPage.vue'), meta: { ...desk, title: titles.paper, permission: 'claim.help', focus: true } },
  { path: '/work/fairs/:fair/conflicts', name: 'conflicts', component: () => import('../wishes/taking/ConflictsPage.vue'), meta: { ...desk, title: titles.conflicts, permission: 'claim.help' } },
  { path: '/work/routes', name: 'manage-routes', component: () => import('../checkins/walking/ManageRoutesPage.vue'), meta: { ...desk, title: common.routes, permission: 'event.manage' } },
  { path: '/work/routes/new', name: 'make-route', component: () => import('../checkins/walking/ManageFactsPage.vue'), meta: { ...desk, title: common.routes, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id', name: 'manage-route', component: () => import('../checkins/walking/ManageRoutePage.vue'), meta: { ...desk, title: common.routes, permission: 'event.manage' } },
  { path: '/work/routes/:id/facts', name: 'manage-facts', component: () => import('../checkins/walking/ManageFactsPage.vue'), meta: { ...desk, title: common.routes, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id/stops/:stop', name: 'manage-stop', component: () => import('../checkins/walking/ManageStopPage.vue'), meta: { ...desk, title: common.routeStop, permission: 'event.manage', focus: true } },
  { path: '/work/routes/:id/plaques', name: 'route-plaques', component: () => import('../checkins/walking/ManagePlaquesPage.vue'), meta: { ...desk, title: titles.print, permission: 'event.manage' } },
  { path: '/work/routes/:id/visits', name: 'route-visits', component: () => import('../checkins/walking/ManageVisitsPage.vue'), meta: { ...desk, title: common.routes, permission: 'event.manage' } },
  { path: '/work/centres', name: 'manage-centres', component: () => import('../checkins/centres/CentresWorkPage.vue'), meta: { ...desk, title: common.centres, permission: 'centre.manage' } },
  { path: '/work/centres/new', name: 'make-centre', component: () => import('../checkins/centres/NewCentrePage.vue'), meta: { ...desk, title: titles.newCentre, permission: 'centre.manage', focus: true } },
  { path: '/work/centres/:id', name: 'centre-figures', component: () => import('../checkins/centres/CentreFiguresPage.vue'), meta: { ...desk, title: titles.centreFigures, permission: 'centre.manage' } },
  { path: '/work/centres/:id/edit', name: 'edit-centre', component: () => import('../checkins/centres/EditCentrePage.vue'), meta: { ...desk, title: titles.editCentre, permission: 'centre.manage', focus: true } },
  { path: '/work/centres/:id/plaque', name: 'centre-plaque', component: () => import('../checkins/centres/CentrePlaquePage.vue'), meta: { ...desk, title: titles.visitPlaque, permission: 'centre.manage' } },
  { path: '/work/events/:event/footfall', name: 'stall-footfall', component: () => import('../checkins/footfall/StallFootfallPage.vue'), meta: { ...desk, title: titles.stallFootfall, permission: 'event.manage' } },
  { path: '/work/events/:event/plaques', name: 'stall-plaques', component: () => import('../checkins/footfall/StallPlaquesPage.vue'), meta: { ...desk, title: titles.visitPlaque, permission: 'event.manage' } },
  { path: '/work/hours', name: 'hours', component: () => import('../checkins/hours/looking/HoursPage.vue'), meta: { ...desk, title: titles.hours, permission: 'hours.propose' } },
  { path: '/work/programme', name: 'programme', component: () => import('../events/programme/ProgrammePage.vue'), meta: { ...desk, title: titles.programme, permission: 'event.manage' } },
  { path: '/work/programme/import', name: 'import-programme', component: () => import('../events/programme/ImportPage.vue'), meta: { ...desk, title: titles.importProgramme, permission: 'event.manage', focus: true } },
  { path: '/work/programme/table', name: 'programme-table', component: () => import('../events/programme/TablePage.vue'), meta: { ...desk, title: titles.programmeTable, permission: 'event.manage' } },
  { path: '/work/notice', name: 'write-notice', component: () => import('./WriteNoticePage.vue'), meta: { ...desk, title: titles.writeNotice, permission: 'notice.send', focus: true } },
  { path: '/work/notices', name: 'sent-notices', component: () => import('./SentNoticesPage.vue'), meta: { ...desk, title: titles.sentNotices, permission: 'notice.send' } },
  { path: '/work/notices/:id', name: 'sent-notice', component: () => import('./SentNoticePage.vue'), meta: { ...desk, title: titles.sentNotice, permission: 'notice.send' } },
]

// A desk must open without signal too: the worker keeps all of the workbench from now on.
navigator.serviceWorker?.ready.then(({ active }) => active?.postMessage('workbench'))

export default pages
