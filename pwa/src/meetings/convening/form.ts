/* The form of a meeting: what is typed, and what goes to the server. */
import { ApiError } from '../../app/api/client'
import type { Meeting, MeetingChanges, MeetingKind } from '../../app/api/shapes'
import { uuid } from '../../app/uuid'
import { edited, firstProblem, written, type EditedBlock } from '../../media/editing'
import { strings } from '../work-strings'

export interface Item { id: string, title: string, note: string }
export interface Form extends Record<string, unknown> {
  kind: MeetingKind
  title: string
  branch: string
  others: string[]
  day: string
  starts: string
  ends: string
  place: string
  link: string
  chair: string // empty: whoever convenes
  recorder: string // empty: nobody
  agenda: Item[]
  some: boolean // only those who are called by name
  called: string[]
  materials: EditedBlock[]
}

export const newItem = (): Item => ({ id: uuid(), title: '', note: '' })
export const BY_NAME: MeetingKind[] = ['committee', 'group']

/** In Shanghai, as the fields of a form have it. */
const local = (moment: string) => new Date(Date.parse(moment) + 8 * 3_600_000).toISOString()

export function formOf(meeting?: Meeting, branch = ''): Form {
  const [starts, ends] = meeting ? [local(meeting.starts_at), local(meeting.ends_at)] : ['', '']
  const { kind = 'general', title = '', place = '', link = '', agenda = [newItem()] } = meeting ?? {}
  return {
    kind, title, place, link,
    branch: meeting?.branches[0]?.id ?? branch,
    others: [],
    day: starts.slice(0, 10), starts: starts.slice(11, 16), ends: ends.slice(11, 16),
    chair: meeting?.chair?.id ?? '', recorder: meeting?.recorder?.id ?? '',
    agenda: agenda.map(item => ({ ...item })),
    some: false, called: [],
    materials: edited(meeting?.materials ?? []),
  }
}

/** A meeting that ends before it begins goes on past midnight. */
export function spanOf({ day, starts, ends }: Pick<Form, 'day' | 'starts' | 'ends'>) {
  const [begins, over] = [Date.parse(`${day}T${starts}:00+08:00`), Date.parse(`${day}T${ends}:00+08:00`)]
  if (Number.isNaN(begins) || Number.isNaN(over)) {
    const message = strings.form.wrongTime
    throw new ApiError(422, 'validation_failed', '', message, [{ field: Number.isNaN(begins) ? 'starts_at' : 'ends_at', message }])
  }
  const night = over < begins ? 24 * 3_600_000 : 0
  return { starts_at: new Date(begins).toISOString(), ends_at: new Date(over + night).toISOString() }
}

/** What may change later too. Items without a title were never written. Rejects while a file is on its way. */
export function changesOf(form: Form): MeetingChanges & { title: string, starts_at: string, ends_at: string } {
  const problem = firstProblem(form.materials)
  if (problem) throw new ApiError(422, 'validation_failed', '', problem, [{ field: 'materials', message: problem }])
  const { title, place, link, agenda, chair, recorder } = form
  return {
    title: title.trim(), place: place.trim(), link: link.trim(),
    ...spanOf(form),
    agenda: agenda.filter(item => item.title.trim()).map(item => ({ ...item, title: item.title.trim() })),
    materials: written(form.materials),
    recorder: recorder || null,
    ...chair ? { chair } : {},
  }
}

/** Everything that convenes it. */
export function bodyOf(form: Form) {
  const called = form.some && BY_NAME.includes(form.kind) && !form.others.length ? form.called : []
  return { ...changesOf(form), kind: form.kind, branches: [form.branch, ...form.others], called }
}
