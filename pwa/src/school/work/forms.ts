/* The forms of terms, sessions and assignments: what is typed, and what goes to the server. Times are Shanghai's. */
import { ApiError } from '../../app/api/client'
import type { AssignmentItem, NewTerm, SchoolSession, Term } from '../../app/api/shapes'
import { edited, firstProblem, written, type EditedBlock } from '../../media/editing'
import { strings } from './strings'

const local = (moment: string) => new Date(Date.parse(moment) + 8 * 3_600_000).toISOString()
const wrong = (field: string, message: string) => new ApiError(422, 'validation_failed', '', message, [{ field, message }])

/** A moment of the city, from the fields of a form; rejects what is none. */
function momentOf(day: string, time: string, field: string, message: string) {
  const moment = Date.parse(`${day}T${time}:00+08:00`)
  if (Number.isNaN(moment)) throw wrong(field, message)
  return moment
}
const iso = (moment: number) => new Date(moment).toISOString()
const wholeOf = (typed: string, field: string) => {
  if (!/^\d{1,4}$/.test(typed.trim())) throw wrong(field, strings.form.wrongNumber)
  return Number(typed)
}

export type TermForm = Record<'name' | 'branch' | 'place' | 'starts_on' | 'ends_on' | 'enrol_from' | 'enrol_until' | 'capacity' | 'need_sessions' | 'description', string>

export function termForm(term?: Term, branch = ''): TermForm {
  return {
    name: term?.name ?? '', branch, place: term?.place ?? '',
    starts_on: term?.starts_on ?? '', ends_on: term?.ends_on ?? '',
    enrol_from: term ? local(term.enrol_from).slice(0, 10) : '', enrol_until: term ? local(term.enrol_until).slice(0, 10) : '',
    capacity: String(term?.capacity ?? 30), need_sessions: String(term?.need_sessions ?? 1),
    description: term?.description ?? '',
  }
}

/** Enrolment is open from the beginning of its first day to the end of its last. */
export function termBody(form: TermForm): Omit<NewTerm, 'client_id' | 'branch'> {
  const days = strings.form.wrongDay
  for (const field of ['starts_on', 'ends_on'] as const) if (!form[field]) throw wrong(field, days)
  return {
    name: form.name.trim(), place: form.place.trim(), description: form.description.trim(),
    starts_on: form.starts_on, ends_on: form.ends_on,
    enrol_from: iso(momentOf(form.enrol_from, '00:00', 'enrol_from', days)),
    enrol_until: iso(momentOf(form.enrol_until, '23:59', 'enrol_until', days)),
    capacity: wholeOf(form.capacity, 'capacity'), need_sessions: wholeOf(form.need_sessions, 'need_sessions'),
  }
}

export interface SessionForm extends Record<string, unknown> {
  kind: SchoolSession['kind']
  title: string
  lecturer: string
  day: string
  starts: string
  ends: string
  place: string
  link: string
  materials: EditedBlock[]
}

export function sessionForm(session?: SchoolSession): SessionForm {
  const [starts, ends] = session ? [local(session.starts_at), local(session.ends_at)] : ['', '']
  const { kind = 'lecture', title = '', lecturer = '', place = '', link = '' } = session ?? {}
  return { kind, title, lecturer, place, link, day: starts.slice(0, 10), starts: starts.slice(11, 16), ends: ends.slice(11, 16), materials: edited(session?.materials ?? []) }
}

/** A session that ends before it begins goes on past midnight; one of several days keeps its length. */
export function sessionBody(form: SessionForm, session?: SchoolSession) {
  const problem = firstProblem(form.materials)
  if (problem) throw wrong('materials', problem)
  const { kind, title, lecturer, place, link, day, starts, ends } = form
  const begins = momentOf(day, starts, 'starts_at', strings.session.wrongTime)
  const days = session ? Math.round((Date.parse(local(session.ends_at).slice(0, 10)) - Date.parse(local(session.starts_at).slice(0, 10))) / 86_400_000) : 0
  let over = momentOf(day, ends, 'ends_at', strings.session.wrongTime) + days * 86_400_000
  if (over < begins) over += 86_400_000
  return {
    kind, title: title.trim(), lecturer: lecturer.trim(), place: place.trim(), link: link.trim(),
    starts_at: iso(begins), ends_at: iso(over), materials: written(form.materials),
  }
}

export type AssignmentForm = Record<'title' | 'text' | 'due', string>

export const assignmentForm = (work?: Pick<AssignmentItem, 'title' | 'due_at'> & { text: string }): AssignmentForm =>
  ({ title: work?.title ?? '', text: work?.text ?? '', due: work ? local(work.due_at).slice(0, 10) : '' })

/** Due at the end of its day. */
export const assignmentBody = ({ title, text, due }: AssignmentForm) =>
  ({ title: title.trim(), text: text.trim(), due_at: iso(momentOf(due, '23:59', 'due_at', strings.form.wrongDay)) })
