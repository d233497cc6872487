/* Bringing a file in parts: goes on by itself when the network comes back, and where it was when the same file is chosen after a reload. */
import { reactive, shallowReactive } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { Media } from '../app/api/shapes'
import { BASE, passing, problem } from '../app/api/wire'
import { db } from '../app/db'
import { online } from '../app/online'
import { smaller } from '../app/upload'
import { uuid } from '../app/uuid'
import { strings } from '../app/strings'
import type { FileKind } from './editing'

export interface Carrying {
  key: string
  name: string
  size: number
  sent: number
  state: 'sending' | 'waiting' | 'checking' | 'failed' | 'done'
  failure?: ApiError
  media?: Media
}

const LANES = 2
const PATIENCE = 120_000 // a part of 1 MB over a village's network
const LONGEST_WAIT = 30_000
const PHOTO_MOST = 10e6 // the server makes its own sizes of a photo; only one that it would refuse is made small here
/** What says that the begun upload is not this file's: it starts anew, once. */
const ANEW = ['client_id_reused', 'part_differs', 'not_found']

const carried = shallowReactive(new Map<string, Carrying>())
const stops = new Map<string, AbortController>()

/** Names a file without its name: the same after a reload, when the same file is chosen again. */
export function keyOf({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>) {
  let hash = 0
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) | 0
  return `upload.${size}.${lastModified}.${hash >>> 0}`
}

/** What is under way or was finished since the page was loaded. */
export const carrying = (key: string) => carried.get(key)

/** For which branch, and whether only it and oneself will read it: an assignment that is handed in. `kind` says what it is to be in the
    text of this very page, so that it is found there again. */
export interface For { branch?: string, own?: boolean, kind?: FileKind }

/** Bring a file, or go on with it; chosen twice, it is brought once. Follow the answer's `state`. */
export function carry(file: File, to: For = {}): Carrying {
  const key = keyOf(file)
  const known = carried.get(key)
  if (known && known.state !== 'failed') return known
  const fresh = reactive<Carrying>({ key, name: file.name, size: file.size, sent: 0, state: 'sending' })
  carried.set(key, fresh)
  const stop = new AbortController()
  stops.set(key, stop)
  bring(fresh, file, to, stop.signal).catch(failure => {
    if (stop.signal.aborted) return
    stop.abort() // the other lane too
    fresh.state = 'failed'
    fresh.failure = failure instanceof ApiError ? failure : new ApiError(0, 'unreadable', '', strings.unreadable)
  })
  return fresh
}

/** Give it up; the server forgets what it has. */
export async function callOff(key: string) {
  stops.get(key)?.abort()
  carried.delete(key)
  const kept = await recall(key)
  await forget(key)
  if (kept?.id) await api.del('/uploads/{media}', { path: { media: kept.id } }).catch(() => {})
}

/** How much of a file that this phone began is on the server, 0 to 1, or the file when all of it is; undefined when it must be brought
    from the start. */
export async function howFar(key: string): Promise<{ share: number, media?: Media } | undefined> {
  const kept = await recall(key)
  if (!kept?.id) return undefined
  const path = { media: kept.id }
  try {
    const { parts, received } = await api.get('/uploads/{media}', { path })
    if (received.length < parts) return { share: received.length / parts }
    return { share: 1, media: await api.post('/uploads/{media}/finish', { path }) }
  } catch {
    return undefined
  }
}

/** Somebody has the file now: nothing of it needs to be remembered. */
export const taken = (key: string) => forget(key)

/** Files that were begun for the text of this page and that nobody has taken. */
export async function leftOver(): Promise<{ key: string, name: string, kind: FileKind }[]> {
  const base = await db()
  const keys = await base.getAllKeys('facts', IDBKeyRange.bound('upload.', 'upload.:'))
  const begun = await Promise.all(keys.map(async key => ({ key, ...await recall(key) })))
  return begun.flatMap(({ key, name, kind, page }) => page === location.pathname && name && kind ? [{ key, name, kind }] : [])
}

interface Begun { client: string, id?: string, name?: string, kind?: FileKind, page?: string }
const recall = async (key: string) => await (await db()).get('facts', key).catch(() => undefined) as Begun | undefined
const keep = async (key: string, begun: Begun) => { await (await db()).put('facts', begun, key).catch(() => {}) }
const forget = async (key: string) => { await (await db()).delete('facts', key).catch(() => {}) }

async function bring(it: Carrying, file: File, to: For, signal: AbortSignal) {
  const body = file.type.startsWith('image/') && file.size > PHOTO_MOST ? await smaller(file) : file
  it.size = body.size
  try {
    it.media = await whole(it, body, to, signal)
  } catch (failure) {
    if (!(failure instanceof ApiError) || !ANEW.includes(failure.code)) throw failure
    await forget(it.key)
    it.media = await whole(it, body, to, signal)
  }
  it.state = 'done'
}

async function whole(it: Carrying, body: Blob, { branch, own, kind }: For, signal: AbortSignal): Promise<Media> {
  const begun: Begun = { client: (await recall(it.key))?.client ?? uuid(), ...kind && { name: it.name, kind, page: location.pathname } }
  await keep(it.key, begun)
  const about = { client_id: begun.client, name: it.name.slice(-200), bytes: body.size }
  const start = () => own ? api.post('/me/uploads', { body: { ...about, branch: branch! } }) : api.post('/uploads', { body: { ...about, branch: branch ?? null } })
  const { id, state, parts, part_bytes: size, received } = await patiently(it, signal, start)
  await keep(it.key, { ...begun, id })
  const there = new Set(received)
  const missing = state === 'ready' ? [] : Array.from({ length: parts }, (_, n) => n).filter(n => !there.has(n))
  it.sent = body.size - missing.reduce((all, n) => all + piece(body, n, size).size, 0)
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (let n = missing.shift(); n !== undefined; n = missing.shift()) {
      const part = piece(body, n, size)
      await patiently(it, signal, () => put(`/uploads/${id}/parts/${n}`, part, signal))
      it.sent += part.size
    }
  }))
  it.state = 'checking'
  return patiently(it, signal, () => api.post('/uploads/{media}/finish', { path: { media: id } }), 'checking')
}

const piece = (body: Blob, n: number, size: number) => body.slice(n * size, (n + 1) * size)

/** Until it is done or refused: a network that went away comes back. */
async function patiently<T>(it: Carrying, signal: AbortSignal, act: () => Promise<T>, doing: 'sending' | 'checking' = 'sending'): Promise<T> {
  for (let tried = 0; ; tried++) {
    if (signal.aborted) throw new Error('called off')
    try {
      const answer = await act()
      if (it.state === 'waiting') it.state = doing
      return answer
    } catch (failure) {
      if (signal.aborted || !(failure instanceof ApiError) || !passing(failure.status)) throw failure
      it.state = 'waiting'
      await awhile(Math.max(failure.retryAfter * 1000, Math.min(LONGEST_WAIT, 1000 * 2 ** tried)), signal)
    }
  }
}

/** That long, or until the phone says that it is online again. */
const awhile = (ms: number, signal: AbortSignal) => new Promise<void>(done => {
  const timer = setTimeout(over, ms)
  function over() {
    clearTimeout(timer)
    removeEventListener('online', over)
    signal.removeEventListener('abort', over)
    done()
  }
  addEventListener('online', over)
  signal.addEventListener('abort', over)
})

async function put(path: string, part: Blob, signal: AbortSignal) {
  const patience = new AbortController()
  const over = () => patience.abort()
  const timer = setTimeout(over, PATIENCE)
  signal.addEventListener('abort', over)
  try {
    const headers = { 'Accept': 'application/json', 'X-Weiguang': '1', 'Content-Type': 'application/octet-stream' }
    const answer = await fetch(BASE + path, { method: 'PUT', headers, credentials: 'same-origin', body: part, signal: patience.signal })
      .catch(() => { throw new ApiError(0, 'no_network', '', strings.noNetwork) })
    online.value = true
    if (!answer.ok) throw await problem(answer)
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', over)
  }
}
