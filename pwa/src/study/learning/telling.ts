/* Telling the server what happened with a lesson. Everything is kept on the phone first and may go out late: each thing carries its moment,
   and the server keeps the newest. */
import type { Excuse, Learning, Lesson, Place } from '../../app/api/shapes'
import { send } from '../../app/outbox'
import { me } from '../../app/session'
import { uuid } from '../../app/uuid'
import { waitingLetters } from '../../app/waiting'
import { placeTold, untoldPlaces } from './places'
import { strings } from './strings'

export type Told = Pick<Lesson, 'id' | 'title'>
const now = () => new Date().toISOString()

/** `slot`: a later row takes the place of one that waits in it, because only the newest counts. */
function tell(lesson: Told, change: Record<string, unknown>, label: string, slot?: string) {
  const id = uuid()
  return send<Learning>({
    id: slot ? `${slot}.${lesson.id}.${me.value?.id}` : id,
    path: `/lessons/${lesson.id}/learning`,
    batch: { path: '/learnings/batch', row: { lesson: lesson.id } },
    body: { client_id: id, ...change },
    label: label,
    stamp: true,
  })
}

export const tellOpened = (lesson: Told) => tell(lesson, { opened_at: now() }, strings.labels.opened(lesson.title))
export const tellPlace = (lesson: Told, place: Place, at: number) =>
  tell(lesson, { place, place_at: new Date(at).toISOString() }, strings.labels.place(lesson.title), 'place')
/** Of this lesson, or of all: a page that is closed may not get as far as telling. */
export function tellPlaces(lesson?: string) {
  if (me.value) for (const { place, at, ...which } of untoldPlaces(lesson)) tellPlace(which, place, at).then(() => placeTold(which.id, at), () => {})
}
export const tellExcuse = (lesson: Told, excuse: Excuse | null) => tell(lesson, { excuse, excuse_at: now() }, strings.labels.excuse(lesson.title))

export const tellNote = (lesson: Told, text: string) =>
  send({ path: `/lessons/${lesson.id}/note`, body: { text, written_at: now() }, label: strings.labels.note(lesson.title), stamp: true })

export const tellRecalled = (recall: { lesson: string, stage: number, title: string }, answers: unknown[]) => send({
  path: `/me/recalls/${recall.lesson}/${recall.stage}`,
  body: { client_id: uuid(), answers, answered_at: now() },
  label: strings.labels.recall(recall.title),
  stamp: true,
})

/** What this person told last and the server does not know yet, so that a page opened without a network shows it. */
export const waitingBody = (path: string, field: string) =>
  waitingLetters.value.filter(one => one.path === path && one.owner === me.value?.id && field in one.body).pop()?.body
