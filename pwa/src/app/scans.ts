/* The queue of a scanning phone. A row is kept before it is sent, and leaves the queue only with the server's own answer to that
   very row; a no stays on the phone until somebody has read it. In batches, for a desk without signal gathers hundreds. */
import { shallowRef } from 'vue'
import { loadMe } from './account'
import { ApiError, content, passing, problem, wire } from './api/wire'
import { db, type Scan } from './db'
import { oneAtATime } from './locked'
import { online, serverHeard } from './online'
import { countScans } from './scan-counts'
import { seal, unseal } from './sealing'
import { me } from './session'
import { strings } from './strings'
import { uuid } from './uuid'

export type { Scan } from './db'
export interface Secret { proof?: string, person?: string, name?: string } // what is sealed: a code, or whom staff found, and how they are called
export interface RowAnswer { client_id: string, state: string, code?: string, message: string }
type New = Pick<Scan, 'point' | 'event' | 'person' | 'act' | 'at'> & { secret: Secret }

const BATCH = 200
const HOLD = 20_000 // a page that sends a row itself keeps the batches off it this long
const FIRST_WAIT = 15_000 // after a failure of the server, doubled with every further one
const LONGEST_WAIT = 10 * 60_000
const KEPT = 36 * 3600_000 // how long this phone remembers whom it let in

const locked = oneAtATime('scans')
let pausedUntil = 0 // what a Retry-After asked for
/** Counts up with every change by this page. */
export const scansChanged = shallowRef(0)

export async function changed() {
  scansChanged.value++
  await countScans()
}

/** Keep a row; `held` when the page is about to send it by itself. */
export async function keepScan({ secret, ...fresh }: New, held: boolean): Promise<Scan> {
  const scan: Scan = { ...fresh, id: uuid(), owner: me.value!.id, state: 'waiting', sealed: await seal(secret), ...held && { heldUntil: Date.now() + HOLD, sent: 1 } }
  await (await db()).put('scans', scan)
  await changed()
  return scan
}

const owned = async (state: Scan['state']) => (await (await db()).getAllFromIndex('scans', 'owned', [me.value?.id ?? '', state])).sort((a, b) => a.at - b.at)

/** Every row of this person, oldest first. */
export const allScans = async () => (await Promise.all((['waiting', 'done', 'todo'] as const).map(owned))).flat().sort((a, b) => a.at - b.at)
export const secretOf = (scan: Scan) => unseal<Secret>(scan.sealed)

/** Answers go to their rows by id, in one transaction. A row that somebody else dealt with meanwhile is left alone. */
async function settle(answers: Map<string, Omit<RowAnswer, 'client_id'>>) {
  const work = (await db()).transaction('scans', 'readwrite')
  for (const [id, { state, code, message }] of answers) {
    const row = await work.store.get(id)
    if (row?.state !== 'waiting') continue
    const fine = state === 'stored' || state === 'duplicate'
    if (row.undoneAt && state === 'refused') await work.store.delete(id) // nothing is there to be taken back
    else await work.store.put({ ...row, state: row.undoneAt ? 'waiting' : fine ? 'done' : 'todo', answer: { state, code, message }, heldUntil: undefined })
  }
  await work.done
  await changed()
}

/** Change rows as they stand now: a page may have taken one back meanwhile. */
async function change(rows: Scan[], how: (row: Scan) => Partial<Scan>) {
  const work = (await db()).transaction('scans', 'readwrite')
  for (const { id } of rows) {
    const row = await work.store.get(id)
    if (row) await work.store.put({ ...row, ...how(row) })
  }
  await work.done
}

/** Those that still wait. From now on the server may know them, so that none can just be dropped. */
async function leaving(rows: Scan[]): Promise<Scan[]> {
  const work = (await db()).transaction('scans', 'readwrite')
  const left: Scan[] = []
  for (const { id } of rows) {
    const row = await work.store.get(id)
    if (row?.state !== 'waiting' || row.undoneAt) continue
    await work.store.put({ ...row, sent: (row.sent ?? 0) + 1 })
    left.push(row)
  }
  await work.done
  return left
}

function bodyOf({ point, event, act, at }: Scan, { proof, person }: Secret) {
  return { point, event, act, ...(proof ? { proof } : { person }), scanned_at: new Date(at).toISOString(), sent_at: new Date().toISOString() }
}

/** Send one row at once and hear its answer. Rejects with an ApiError; then a refused row is a to-do, any other waits. */
export async function sendScan<T extends { state: string, message: string, name?: string }>(scan: Scan): Promise<T> {
  try {
    const secret = await secretOf(scan)
    const answer = await wire('PUT', `/check-ins/${scan.id}`, bodyOf(scan, secret))
    serverHeard(true)
    if (!answer.ok) throw await problem(answer)
    const said = await content(answer) as T
    await settle(new Map([[scan.id, said]]))
    if (said.name && !secret.name) await nameScan(scan.id, { ...secret, name: said.name })
    return said
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    if (failure.status === 0) serverHeard(false)
    if (failure.status === 401) await loadMe()
    if (refuses(failure.status)) await settle(new Map([[scan.id, { state: 'refused', code: failure.code, message: failure.message }]]))
    else await change([scan], () => ({ heldUntil: undefined }))
    throw failure
  }
}

/** The server told whose code it was. */
async function nameScan(id: string, secret: Secret) {
  const [base, sealed] = [await db(), await seal(secret)]
  const row = await base.get('scans', id)
  if (row) await base.put('scans', { ...row, sealed })
  await changed()
}

/** The server's no to this very row, as in outbox.ts. */
export const refuses = (status: number) => status >= 400 && status < 500 && status !== 401 && !passing(status)

/** Whether the server is there: rows that never left can still be dropped, so none is sent into the dark. */
const reached = () => wire('GET', '/check-in-keys').then(() => serverHeard(true), () => serverHeard(false))

/** Send what waits, the oldest first of those that did not fail yet, and what was taken back before anything that came later.
 *  `asked`: the person wants it now, so only what the server asked for is waited for. */
export async function drain({ asked = false } = {}) {
  const owner = me.value?.id
  if (!owner || Date.now() < pausedUntil) return
  await locked(async () => {
    for (;;) {
      const waiting = await owned('waiting')
      const due = waiting.filter(({ heldUntil = 0, notBefore = 0 }) => heldUntil < Date.now() && (asked || notBefore <= Date.now()))
      if (due.length && !online.value) await reached()
      if (!due.length || !online.value) return
      const undone = due.filter(row => row.undoneAt)
      if (undone.length) {
        const { sendUndone } = await import('./undoing')
        for (const row of undone) if (!await sendUndone(row)) return
      }
      const unsure = new Set(waiting.flatMap(row => row.undoneAt && !undone.includes(row) ? [row.person] : [])) // who is still to be taken out comes in again after that
      const ready = due.filter(row => !row.undoneAt && !(row.person && unsure.has(row.person)))
      if (!ready.length) return
      ready.sort((a, b) => (a.tries ?? 0) - (b.tries ?? 0)) // what failed before holds up nobody
      while (ready.length) {
        if (me.value?.id !== owner) return
        const fewer = BATCH >> 2 * (ready[0]!.tries ?? 0) // what failed comes in ever smaller batches, until the row that is to blame is alone
        if (!await sendBatch(ready.splice(0, Math.max(1, fewer)))) return
      }
      asked = false
    }
  }).finally(countScans)
}

/** Whether to go on. */
async function sendBatch(batch: Scan[]): Promise<boolean> {
  const rows = await leaving(batch)
  const opened = await Promise.all(rows.map(async row => ({ row, secret: await secretOf(row).catch(() => undefined) })))
  const lost = opened.filter(({ secret }) => !secret).map(({ row }) => row) // the phone's key is gone, and they with it: said, not hidden
  if (lost.length) await settle(new Map(lost.map(({ id }) => [id, { state: 'refused', code: 'unreadable', message: strings.unreadableScan }])))
  const sent = opened.flatMap(({ row, secret }) => secret ? [{ client_id: row.id, ...bodyOf(row, secret) }] : [])
  if (!sent.length) return true
  const asked = rows.filter(row => !lost.includes(row))
  try {
    const answer = await wire('POST', '/check-ins/batch', sent)
    serverHeard(true)
    if (!answer.ok) throw await problem(answer)
    const { items } = await content(answer) as { items: RowAnswer[] }
    const answers = new Map(items.map(({ client_id, ...said }) => [client_id, said]))
    await settle(answers)
    const silent = asked.filter(({ id }) => !answers.has(id))
    if (silent.length) await postpone(silent, 0)
    return silent.length < asked.length
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    return failed(asked, failure)
  }
}

async function failed(rows: Scan[], { status, code, message, retryAfter }: ApiError): Promise<boolean> {
  if (status === 0) serverHeard(false)
  if (status === 401) await loadMe() // the session ended: it waits until its owner signs in again
  if (status === 0 || status === 401) return false
  if (status === 413 || status === 422 || status === 400) { // about one of these rows: which one?
    const half = Math.ceil(rows.length / 2)
    if (rows.length > 1) return await sendBatch(rows.slice(0, half)) && await sendBatch(rows.slice(half))
    await settle(new Map([[rows[0]!.id, { state: 'refused', code, message }]]))
    return true
  }
  await postpone(rows, retryAfter)
  return false
}

export async function postpone(rows: Scan[], retryAfter: number) {
  pausedUntil = Math.max(pausedUntil, Date.now() + retryAfter * 1000)
  const wait = (tries: number) => retryAfter * 1000 || Math.min(FIRST_WAIT * 2 ** (tries - 1), LONGEST_WAIT)
  await change(rows, ({ tries = 0 }) => ({ tries: tries + 1, notBefore: Date.now() + wait(tries + 1) }))
}

/** A to-do was read. Somebody who came in twice stays known to this phone; a refused row is of no more use. */
export async function putAway({ id, answer }: Scan) {
  const base = await db()
  const row = await base.get('scans', id)
  if (row && (answer?.state === 'conflict' || answer?.state === 'kept')) await base.put('scans', { ...row, state: 'done' })
  else await base.delete('scans', id)
  await changed()
}

/** The no was said while the person stood there. */
export async function putAwayRefused(id: string) {
  const row = await (await db()).get('scans', id)
  if (row?.answer?.state === 'refused') await putAway(row)
}

/** Everything of this person, sent or not: they sign out and were asked. */
export async function dropScans() {
  const base = await db()
  await Promise.all((await allScans()).map(({ id }) => base.delete('scans', id)))
  await changed()
}

/** What was sent and answered days ago. */
export async function forgetOldScans() {
  const base = await db()
  const old = (await base.getAll('scans')).filter(({ state, at }) => state === 'done' && at < Date.now() - KEPT)
  await Promise.all(old.map(({ id }) => base.delete('scans', id)))
}
