/* Signing up and taking it back; both wait on the phone when there is no network, and each gets its own answer. */
import { computed, watch, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { EventDetail, Registration, Seat } from '../app/api/shapes'
import { clockText, dayText } from '../app/format'
import { dropLetter, send, type Letter } from '../app/outbox'
import { me, signedIn } from '../app/session'
import { useCached } from '../app/store'
import { toast } from '../app/toast'
import { uuid } from '../app/uuid'
import { letters } from '../app/waiting'
import { strings } from './strings'

/** One sign-up of mine: as the server has it, or as it still waits on this phone. */
export interface Row {
  id: string // the client id
  shift: string | null
  where: string // post and time; empty for the event as a whole
  state: 'placed' | 'waiting' | 'kept' | 'leaving' | 'refused'
  position: number | null
  reason?: string
}

const words = strings.event
const path = (event: string) => `/events/${event}/registration`

/** 6月28日 周三 9:00–12:00; the end's day is said when it is another one. */
export function spanText(from: string, to: string) {
  const [day, until] = [dayText(from), dayText(to)]
  return `${day} ${clockText(from)}–${day === until ? '' : `${until} `}${clockText(to)}`
}
export const seatText = ({ post, starts_at, ends_at }: Pick<Seat, 'post' | 'starts_at' | 'ends_at'>) =>
  starts_at && ends_at ? `${post} ${spanText(starts_at, ends_at)}` : ''

/** Where a shift stands in an event that is known here. */
function shiftText(event: EventDetail | undefined, id: unknown) {
  for (const post of event?.posts ?? []) {
    const shift = post.shifts.find(one => one.id === id)
    if (shift) return `${post.name} ${spanText(shift.starts_at, shift.ends_at)}`
  }
  return ''
}

export const lettersOf = (event: string, all: Letter[]) => all.filter(letter => letter.path.split('?')[0] === path(event))

/** What still waits on this phone is newer than what the server said. */
export function rowsOf(event: EventDetail | undefined, seats: Seat[], mine: Letter[]): Row[] {
  const leaving = mine.filter(({ method, refused }) => method === 'DELETE' && !refused).map(letter => letter.path.split('client_id=')[1])
  const known = seats.map((seat): Row => ({
    id: seat.client_id, shift: seat.shift, where: seatText(seat), position: seat.position, state: leaving.includes(seat.client_id) ? 'leaving' : seat.state,
  }))
  const fresh = mine.filter(({ id, method }) => method === 'PUT' && !leaving.includes(id) && !seats.some(seat => seat.client_id === id)).map((letter): Row => {
    const shift = (letter.body.shift ?? null) as string | null
    return { id: letter.id, shift, where: shiftText(event, shift), position: null, state: letter.refused ? 'refused' : 'kept', reason: letter.refused?.reason }
  })
  const rows = [...known, ...fresh]
  // Who signed up before there were posts: said only until they have a shift.
  return rows.filter(({ shift }) => shift || !rows.some(other => other.shift))
}

/** The one sentence on what became of a sign-up. */
export const answerText = ({ state, position }: Pick<Registration, 'state' | 'position'>) =>
  state === 'waiting' ? words.waitingDone(position ?? 1) : words.done

export function useRegistration(id: () => string, event: Ref<EventDetail | undefined>, reload: () => Promise<void>) {
  const nothing: Registration = { event: id(), registered: false, registered_at: null, state: null, position: null, shift: null, seats: [] }
  const mine = useCached<Registration>(
    () => `registration.${id()}.${me.value?.id ?? ''}`,
    () => signedIn.value ? api.get('/events/{event}/registration', { path: { event: id() } }) : Promise.resolve(nothing),
  )
  const own = computed(() => lettersOf(id(), letters.value).filter(({ owner, heldUntil = 0 }) => (!owner || owner === me.value?.id) && heldUntil < Date.now())) // not one that is under way
  const rows = computed(() => rowsOf(event.value, mine.data.value?.seats ?? [], own.value))
  const held = computed(() => rows.value.filter(({ state }) => state !== 'refused' && state !== 'leaving'))
  const refresh = async () => { await Promise.all([reload(), mine.reload()]) }

  // A row that waited has its answer: ask what became of it.
  watch(() => own.value.filter(({ refused }) => !refused).length, (now, before) => { if (now < before) refresh() })

  async function signUp(shift: string | null = null) {
    const client = uuid()
    const body = { client_id: client, ...(shift ? { shift } : {}) }
    try {
      const sent = await send<Registration>({ id: client, path: path(id()), body, label: words.label(event.value?.title ?? '') })
      toast(sent.state === 'sent' ? answerText(sent.answer) : words.kept)
    } finally {
      await refresh()
    }
  }

  async function cancel(row: Row) {
    if (row.state === 'kept') await dropLetter(row.id)
    const sent = await send({ method: 'DELETE', path: `${path(id())}?client_id=${row.id}`, body: {}, label: words.cancelLabel(event.value?.title ?? '') })
    await refresh()
    toast(sent.state === 'sent' ? words.cancelled : words.cancelKept, { label: words.undo, run: () => { signUp(row.shift).catch(failure => toast((failure as Error).message)) } })
  }
  return { rows, held, loading: mine.loading, signUp, cancel, dismiss: (row: Row) => dropLetter(row.id) }
}
export type Registering = ReturnType<typeof useRegistration>
