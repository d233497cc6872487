/* A visit without an account. The phone keeps, for this day only, a secret and when it was last counted where: the same place
   counts again after half an hour. It sends a random id, and once a day and place the pair made of the secret. */
import { api, ApiError } from '../../app/api/client'
import type { Plaque } from '../../app/api/shapes'
import { passing } from '../../app/api/wire'
import { serverNow } from '../../app/clock'
import { phone } from '../../app/memory'
import { uuid } from '../../app/uuid'
import { freshSecret, pairOf, type Pair } from './pair'

export const APART = 30 * 60_000
const KEY = 'footfall'
const TRIES = 4
const FIRST_WAIT = 5 // seconds, doubled; a refusal for too many says its own
const SPREAD = 15_000 // a crowd that is refused together does not come back together

interface Told extends Partial<Pair> { client_id: string, visit: 'first' | 'again' | 'unknown' }
/** `waiting` is a visit whose answer is not known yet: sent again, it is the same visit. */
interface Seen { at: number, waiting?: Told }
export interface Note { day: string, secret: string, places: Record<string, Seen> }
export type Counted = 'counting' | 'counted' | 'before' | 'closed' | 'failed' | 'known'

/** 'known': the browser still has a session that this page had forgotten. */
const outcomes: Record<string, Counted> = { plaque_closed: 'closed', check_in_instead: 'known' }
let here: Note | undefined // where the browser keeps nothing, until the page is closed

function noteOf(day: string): Note {
  const known = phone.read<Note>(KEY) ?? here
  return known?.day === day ? known : { day, secret: freshSecret(), places: {} }
}

/** False where the browser may not keep anything. */
function keep(note: Note) {
  here = note
  phone.write(KEY, note)
  return phone.read<Note>(KEY)?.secret === note.secret
}

function remember(day: string, point: string, seen?: Seen) {
  const note = noteOf(day)
  if (seen) note.places[point] = seen
  else delete note.places[point]
  return keep(note)
}

/** What to tell of this visit; undefined when the last one was a moment ago. */
async function tell(place: Plaque, now: number): Promise<Told | undefined> {
  const { point, day } = place
  const note = noteOf(day)
  const last = note.places[point]
  if (last?.waiting) return last.waiting
  if (last && now - last.at < APART) return undefined
  const client_id = uuid()
  const lasting = keep(note)
  const pair = lasting && !last ? await pairOf(note.secret, place) : undefined
  const told: Told = pair ? { client_id, visit: 'first', ...pair } : { client_id, visit: lasting && last ? 'again' : 'unknown' }
  remember(day, point, { at: now, waiting: told })
  return told
}

const pause = (ms: number) => new Promise(done => setTimeout(done, ms))

async function send(point: string, body: Told) {
  for (let tried = 1; ; tried++) {
    try {
      return await api.post('/check-in-points/{point}/visits', { path: { point }, body })
    } catch (failure) {
      if (!(failure instanceof ApiError) || !passing(failure.status) || tried === TRIES) throw failure
      await pause((failure.retryAfter || FIRST_WAIT * 2 ** (tried - 1)) * 1000 + Math.random() * SPREAD)
    }
  }
}

/** Count a visit to a place; what became of it. */
export async function countVisit(place: Plaque, now = serverNow()): Promise<Counted> {
  const told = await tell(place, now)
  if (!told) return 'before'
  try {
    await send(place.point, told)
    remember(place.day, place.point, { at: now })
    return 'counted'
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    if (passing(failure.status)) return 'failed' // the note keeps it: opened again today, it is sent again
    remember(place.day, place.point)
    return outcomes[failure.code] ?? 'failed'
  }
}
