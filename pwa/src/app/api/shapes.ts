/* The names pages use for the generated types. Pages import from here only, so that a change of the document shows in one place. */
import type { components } from './schema'

type S = components['schemas']
/** Where the document says "string" and the words are known, the words; the compiler holds every narrowing to the document. */
type Narrow<T, Better extends Partial<T>> = Omit<T, keyof Better> & Better

export interface Page<T> { items: T[], next: string | null }
export interface Ref { id: string, name: string }

// --- me and sessions
export type TextSize = NonNullable<S['MeChanges']['text_size']>
export type Permission = 'media.upload' | 'wish.collect' | 'wish.review' | 'hours.propose' | 'hours.approve' | 'branch.members' | 'branch.approve' | 'event.manage' | 'check_in.desk' | 'notice.send' | 'participation.rows' | 'wish.release' | 'wish.deliver' | 'claim.contact' | 'claim.help' | 'wish.print' | 'fund.record' | 'wish.report' | 'centre.manage' | 'meeting.convene' | 'story.write' | 'study.write' | 'study.look' | 'school.manage'
export type Role = 'social_worker' | 'secretary' | 'organiser' | 'committee' | 'volunteer' | 'operator'
export type MyBranch = Narrow<S['MyBranch'], { kind: BranchKind }>
export type MyApplication = Narrow<S['MyApplication'], { state: 'pending' | 'refused' }>
export type MyRole = Narrow<S['MyRole'], { role: Role }>
export type Me = Narrow<S['Me'], {
  text_size: TextSize
  permissions: Permission[]
  branches: MyBranch[]
  applications: MyApplication[]
  roles: MyRole[]
}>
export type CodeSent = S['CodeSent']
export type SignedIn = Narrow<S['SignedIn'], { person: Me }>
export type Device = S['Session']
export type ParticipationKind = S['Row']['kind']
export type Measure = S['Counts']['measure']
export type MyParticipation = Narrow<S['OwnRow'], { kind: ParticipationKind, measure: Measure }>
export type MyClaim = S['MyClaim']

// --- branches
export type BranchItem = S['Branch']
export type BranchKind = BranchItem['kind']
export type Branch = S['BranchDetail']
export type BranchMember = S['Member']
export type Application = S['Application']
export type ApplicationState = S['ApplicationState']

// --- study
export type CourseItem = S['Course']
export type Course = S['CourseDetail']
export type CourseLesson = S['LessonItem']
export type Lesson = S['Lesson']
export type LessonMedia = S['LessonMedia']
export type Question = S['Question']
export type QuestionKind = Question['kind']
export type Completion = S['Completion']
export type Learning = S['Learning']
export type Place = S['Place']
export type Excuse = S['Excuse']
export type OwnNote = S['OwnNote']
export type FoundLesson = S['FoundLesson']
export type Recall = S['Recall']
export type MissedQuestions = S['MissedQuestions']
export type ManagedCourse = S['ManagedCourse']
export type WrittenCourse = S['WrittenCourse']
export type ManagedLesson = S['ManagedLesson']
export type WrittenLesson = S['WrittenLesson']
export type LessonDraft = S['LessonDraft']

// --- texts and their files
export type Media = S['Media']
export type Block = S['Block']
export type ShownBlock = S['ShownBlock']

// --- stories
export type StoryItem = S['StoryItem']
export type StoryTopic = StoryItem['topic']
export type Story = S['Story']
export type ManagedStoryItem = S['ManagedStoryItem']
export type StoryState = ManagedStoryItem['state']
export type ManagedStory = S['ManagedStory']
export type NewStory = S['NewStory']

// --- meetings
export type MeetingItem = S['MeetingItem']
export type MeetingKind = MeetingItem['kind']
export type Meeting = S['Meeting']
export type MeetingChanges = S['MeetingChanges']
export type Attendee = S['Attendee']
export type AttendanceFigures = S['AttendanceFigures']
export type Minutes = S['Minutes']
export type MinutesSection = S['ShownSection']
export type MeetingYear = S['MeetingYear']

// --- the Party school
export type TermItem = S['TermItem']
export type Term = S['Term']
export type NewTerm = S['NewTerm']
export type MyTerm = S['MyTerm']
export type MissingForTerm = S['Missing']
export type SchoolSession = S['SchoolSession']
export type SessionAttendee = S['SchoolSessionAttendee']
export type EnrolmentItem = S['EnrolmentItem']
export type EnrolmentState = EnrolmentItem['state']
export type Assignment = S['Assignment']
export type AssignmentItem = S['AssignmentItem']
export type Submission = S['Submission']
export type SubmissionItem = S['SubmissionItem']
export type SubmissionState = Submission['state']

// --- wishes and fairs
export type WishItem = S['WishItem']
export type WishState = WishItem['state']
export type WishGroup = WishItem['group']
export type Wish = S['Wish']
export type Claimed = S['Claimed']
export type Listed = S['Listed']
export type HelpedClaimed = S['HelpedClaimed']
export type PaperReceipt = S['Receipt']
export type PaperAnswer = S['PaperAnswer']
export type ClaimConflict = S['ClaimConflict']
export type Fair = S['Fair']
export type ClaimPromise = S['Promise']
export type Hanging = S['Rescue']
export type HangingKind = Hanging['kind']
export type RescueCounts = S['RescueCounts']
export type Contact = S['ContactSeen']
export type FairBoard = S['Board']
export type Collecting = S['Collecting']
export type WishDraft = S['Draft']
export type WishImport = S['WishImport']
export type TrueStory = S['TrueStory']
export type Fund = S['Fund']
export type Sale = S['Sale']
export type Allocation = S['AllocationItem']
export type Report = S['Report']
export type ReportWish = S['ReportWish']
export type Printing = S['Printing']
export type PaperRow = S['PaperRow']
export type RoseCard = S['RoseCard']
export type RoseCards = S['RoseCards']

// --- delivery
export type Team = S['Team']
export type MyTeam = S['MyTeam']
export type Stop = S['Stop']
export type SheetDay = S['SheetDay']
export type Planned = S['Planned']
export type Address = S['Address']
export type Marked = S['Marked']
export type ThanksWaiting = S['ThanksWaiting']

// --- events and check-ins
export type EventItem = S['EventItem']
export type EventKind = EventItem['kind']
export type EventDetail = S['Event']
export type Registration = S['Registration']
export type Programme = S['Programme']
export type TableLook = S['TableLook']
export type TableFinding = S['TableFinding']
export type PrintedTable = S['PrintedTable']
export type Seat = S['Seat']
export type Post = S['Post']
export type Shift = S['Shift']
export type SignUpPlan = S['SignUpPlan']
export type RosterRow = S['RosterRow']
export type DeskCode = S['DeskCode']
export type CheckInPoint = S['Point']
export type CheckedIn = S['CheckedIn']
export type RouteItem = S['RouteItem']
export type WalkRoute = S['Route']
export type RouteStop = S['RouteStop']
export type Plaques = S['RoutePlaques']
export type RouteVisits = S['RouteVisits']
export type ManagedPoint = S['ManagedPoint']
export type PointRule = S['Rule']
export type FoundPerson = S['FoundPerson']
export type PersonalCode = S['PersonalCode']
export type CheckInConflict = S['CheckInConflict']

// --- volunteer hours
export type HourEntry = S['Entry']
export type HourFigures = S['HourFigures']
export type HourMonth = S['HourMonth']
export type HourChange = S['HourChange']
export type HourChangeMine = S['MyHourChange']
export type ForgottenStay = S['Forgotten']
export type Volunteer = S['Volunteer']
export type CertificatePaper = S['Certificate']
export type OwnCertificate = S['OwnCertificate']
export type CertificateItem = S['CertificateItem']

export type Plaque = S['Plaque']
export type FootfallFigure = S['FootfallFigure']
export type PointFootfall = S['PointFootfall']
export type CentreItem = S['CentreItem']
export type CentreLevel = CentreItem['level']
export type Centre = S['Centre']
export type CentreChanges = S['CentreChanges']
export type CentrePlaque = S['CentrePlaque']
export type CentreDay = S['CentreDay']
export type CentreOfDay = S['CentreOfDay']
export type CentreFigures = S['CentreFigures']
export type Opening = S['Opening']
export type OpeningSpan = S['OpeningSpan']

// --- notices
export type Audience = Narrow<S['Audience'], { branches?: string[], events?: string[] }>
export type Notice = S['Notice']
export type Urgency = Notice['urgency']
export type Reach = S['Reach']
export type Delivery = S['Delivery']
export type InboxItem = S['InboxItem']
export type InboxPage = S['InboxItemPage']

// --- counts
export type Counts = S['Counts']
export type CountRow = S['CountRow']
export type LedgerRow = Narrow<S['Row'], { kind: ParticipationKind, measure: Measure }>

// --- the site
export type Site = S['Site']
