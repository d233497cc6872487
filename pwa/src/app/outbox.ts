/* Writes that must not get lost: kept on the phone first, removed only after the server's own answer to that row.
   Used by pages and by the service worker. */
import { ApiError, content, problem, wire } from './api/wire'
import { db, type Letter } from './db'
import { oneAtATime } from './locked'
import { uuid } from './uuid'

export type { Letter } from './db'
export type NewLetter = Pick<Letter, 'path' | 'body' | 'label'> & Partial<Pick<Letter, 'id' | 'method' | 'stamp' | 'batch' | 'owner'>>
export type Sent<T> = { state: 'sent', answer: T } | { state: 'kept', id: string }

const BATCH = 50
const HOLD = 30_000 // a page that sends a row itself keeps others off it this long
const FIRST_WAIT = 15_000 // after a failure of the server, doubled with every further one
const LONGEST_WAIT = 10 * 60_000
const listeners = new Set<() => void>()
const locked = oneAtATime('outbox') // one flusher at a time
let pausedUntil = 0 // what a Retry-After asked for

/** Called after every change of the outbox by this page or worker. */
export function onOutboxChange(listener: () => void) { listeners.add(listener) }
const changed = () => listeners.forEach(listener => listener())

export const allLetters = async () => (await db()).getAllFromIndex('outbox', 'at')

async function keep(letter: Letter) {
  // As JSON, which is how it will be sent: a reactive form is a Proxy, and IndexedDB cannot clone one.
  await (await db()).put('outbox', JSON.parse(JSON.stringify(letter)))
  changed()
}

export async function dropLetter(id: string) {
  await (await db()).delete('outbox', id)
  changed()
}

/** Who is signed in, remembered where the service worker can read it too. */
export const setPerson = async (id: string | null) => { await (await db()).put('facts', id, 'person') }
const person = async () => (await (await db()).get('facts', 'person') ?? null) as string | null

/** Send a write now, or keep it for later. Rejects with an ApiError when the server refuses it. */
export async function send<T = any>(fresh: NewLetter): Promise<Sent<T>> {
  const letter: Letter = { id: uuid(), method: 'PUT', at: Date.now(), owner: await person().catch(() => null), ...fresh, heldUntil: Date.now() + HOLD }
  const safe = await keep(letter).then(() => true, () => false) // private windows have no database
  try {
    const answer = await post(letter)
    if (safe) await dropLetter(letter.id)
    return { state: 'sent', answer }
  } catch (failure) {
    if (safe && failure instanceof ApiError && failure.status !== 401 && !final(failure.status)) {
      await postpone({ ...letter, heldUntil: undefined }, failure)
      return { state: 'kept', id: letter.id }
    }
    if (safe) await dropLetter(letter.id)
    throw failure
  }
}

/** Send what waits, oldest first; answers how many still wait. A row that has to wait a while holds back later rows to the same path,
 *  no others. Rows of one batch go out together. `asked`: the person wants it now, so only what the server asked for is waited for. */
export async function flush({ asked = false } = {}): Promise<number> {
  if (Date.now() < pausedUntil) return (await mine()).length
  return locked(async () => {
    const late = new Set<string>()
    const early = ({ notBefore = 0 }: Letter) => !asked && notBefore > Date.now()
    for (let left = await mine(); left.length;) {
      const letter = left[0]!
      const together = late.has(letter.path) || early(letter) ? [letter] : companions(left, late, early)
      left = left.filter(one => !together.includes(one))
      if (late.has(letter.path)) continue
      const done = early(letter) ? 'later' : together.length > 1 ? await deliverAll(together, late) : await deliver(letter)
      if (done === 'later') late.add(letter.path)
      if (done === 'stop') break
    }
    return (await mine()).length
  })
}

/** The first of these rows, and those that can go out with it: in their order, none past one to the same path that has to wait. */
function companions([first, ...others]: Letter[], late: Set<string>, early: (letter: Letter) => boolean) {
  const held = new Set(late)
  const found = [first!]
  for (const letter of others) {
    if (early(letter)) held.add(letter.path)
    if (first!.batch && letter.batch?.path === first!.batch.path && !held.has(letter.path) && found.length < BATCH) found.push(letter)
  }
  return found
}

/** Rows that wait and belong to whoever is signed in, or to nobody. */
async function mine() {
  const [letters, who] = [await allLetters(), await person()]
  return letters.filter(({ refused, owner, heldUntil = 0 }) => !refused && (!owner || owner === who) && heldUntil < Date.now())
}

async function deliver(letter: Letter): Promise<'next' | 'later' | 'stop'> {
  try {
    await post(letter)
    await dropLetter(letter.id)
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    if (failure.status === 401) return 'next' // waits until its owner signs in again
    if (!final(failure.status)) return postpone(letter, failure)
    await keep({ ...letter, refused: { code: failure.code, reason: failure.message } })
  }
  return 'next'
}

/** Several rows in one request; each gets an answer of its own. When the batch as a whole fails for what may be one row's fault, one by one. */
async function deliverAll(letters: Letter[], late: Set<string>): Promise<'next' | 'later' | 'stop'> {
  try {
    const answer = await wire('POST', letters[0]!.batch!.path, letters.map(letter => ({ ...bodyOf(letter), ...letter.batch!.row })))
    if (!answer.ok) throw await problem(answer)
    const { items } = await content(answer) as { items: { state: string, code?: string, message: string }[] }
    for (const [at, letter] of letters.entries()) {
      const { state, code = state, message } = items[at]! // in the order of the rows
      if (state === 'stored' || state === 'duplicate') await dropLetter(letter.id)
      else await keep({ ...letter, refused: { code, reason: message } })
    }
    return 'next'
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    if (failure.status === 401) return 'next'
    if (!final(failure.status) && failure.status !== 500) return postpone(letters[0]!, failure)
  }
  for (const letter of letters) {
    const done = late.has(letter.path) ? 'next' : await deliver(letter)
    if (done === 'later') late.add(letter.path)
    if (done === 'stop') return done
  }
  return 'next'
}

/** The server's no to this very row. Everything else says nothing about it, and it is sent again. */
const final = (status: number) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)

/** When to try again: as the server asked, else after a wait that grows. Without an answer, as soon as there is a network. */
async function postpone(letter: Letter, { status, retryAfter }: ApiError): Promise<'later' | 'stop'> {
  if (status === 0) {
    await keep(letter)
    return 'stop'
  }
  const tries = (letter.tries ?? 0) + 1
  const wait = Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
  await keep({ ...letter, tries, notBefore: Date.now() + (retryAfter * 1000 || wait) })
  pausedUntil = Math.max(pausedUntil, Date.now() + retryAfter * 1000)
  return status === 500 ? 'later' : 'stop' // 500 may be about this row alone; any other is about the server
}

/** A refused row goes back into the queue. */
export async function tryAgain(id: string) {
  const letter = await (await db()).get('outbox', id)
  if (letter) await keep({ ...letter, refused: undefined, tries: undefined, notBefore: undefined })
  return flush()
}

const bodyOf = ({ body, stamp }: Letter) => stamp ? { ...body, sent_at: new Date().toISOString() } : body

async function post(letter: Letter) {
  const answer = await wire(letter.method, letter.path, bodyOf(letter))
  if (!answer.ok) throw await problem(answer)
  return content(answer).catch(() => undefined) // stored all the same
}
