import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Me } from './api/shapes'
import { db } from './db'
import { online } from './online'
import { allScans, drain, dropScans, keepScan, putAway, secretOf, sendScan, type Scan } from './scans'
import { countScans } from './scan-counts'
import { me } from './session'
import { uuid } from './uuid'
import { scansToRead, waitingScans } from './waiting'

interface Row { client_id: string, person?: string, proof?: string, scanned_at: string, sent_at: string }
const answer = (status: number, body: unknown = {}, headers: Record<string, string> = {}) => new Response(JSON.stringify(body), { status, headers })
const lost = () => { throw new TypeError('no network') }
const stored = (rows: Row[]) => answer(200, { items: rows.map(({ client_id }) => ({ client_id, state: 'stored', message: '签到成功' })) })
let server: (rows: Row[], path: string) => Response = stored
const asked = vi.fn()

const person = (n: number) => n.toString(16).padStart(24, '0')
const keep = (n: number, held = false) => keepScan({ point: 'RC35H3', person: person(n), act: 'in', at: Date.now() + n, secret: { person: person(n), name: `王${n}` } }, held)
/** Many at once: copies of one, each of another person. */
async function keepMany(n: number) {
  const first = await keep(0)
  const work = (await db()).transaction('scans', 'readwrite')
  for (let at = 1; at < n; at++) work.store.put({ ...first, id: uuid(), person: person(at), at: first.at + at, sealed: { text: JSON.stringify({ person: person(at) }) } })
  await work.done
  await countScans()
}
const states = async () => (await allScans()).map(({ state }) => state)
const sizes = () => asked.mock.calls.map(([rows]) => rows.length)
const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)
let day = Date.now()

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: day += 24 * 3600_000 }) // what a test before was asked to wait is over
  me.value = { id: 'anna' } as Me
  online.value = true
  await (await db()).clear('scans')
  asked.mockClear()
  server = stored
  vi.stubGlobal('fetch', async (path: string, { body }: RequestInit) => {
    if (path.endsWith('/check-in-keys') && server !== lost) return answer(200) // is the server there?
    const rows = [JSON.parse(String(body))].flat()
    asked(rows, path)
    return server(rows, path)
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

describe('the queue of a scanning phone', () => {
  test('sends what waits in batches, and each row leaves with its own answer', async () => {
    await keepMany(450)
    expect(waitingScans.value).toBe(450)
    await drain()
    expect(sizes()).toEqual([200, 200, 50])
    expect([waitingScans.value, new Set(await states())]).toEqual([0, new Set(['done'])])
  })

  test('sends the moment of the scan and the moment of sending, both by this phone', async () => {
    const { at } = await keep(1)
    pass(60_000)
    await drain()
    expect(asked.mock.calls[0]![0][0]).toMatchObject({ point: 'RC35H3', act: 'in', person: person(1), scanned_at: new Date(at).toISOString(), sent_at: new Date().toISOString() })
  })

  test('without a network everything waits', async () => {
    await keepMany(3)
    server = lost
    await drain()
    expect(waitingScans.value).toBe(3)
  })

  test('answers find their rows by id, in whatever order they come', async () => {
    const rows = [await keep(1), await keep(2), await keep(3)]
    const said = ['stored', 'conflict', 'refused']
    server = () => answer(200, { items: rows.map(({ id }, at) => ({ client_id: id, state: said[at], code: 'x', message: said[at] })).reverse() })
    await drain()
    expect((await allScans()).map(({ state, answer }) => [state, answer?.message])).toEqual([['done', 'stored'], ['todo', 'conflict'], ['todo', 'refused']])
    expect([waitingScans.value, scansToRead.value]).toEqual([0, 2])
  })

  test('a row without an answer stays, and is asked for again later', async () => {
    await keepMany(2)
    server = rows => stored(rows.slice(1))
    await drain()
    expect([await states(), sizes()]).toEqual([['waiting', 'done'], [2]])
    server = stored
    pass(16_000)
    await drain()
    expect(await states()).toEqual(['done', 'done'])
  })

  test('the page killed in mid-queue: what was answered is done, the rest is sent again, and nothing is gone', async () => {
    await keepMany(300)
    server = rows => asked.mock.calls.length === 1 ? stored(rows) : lost()
    await drain()
    expect([waitingScans.value, (await states()).length]).toEqual([100, 300])
    vi.resetModules() // a new page: nothing in memory
    const [{ drain: later }, { me: again }] = [await import('./scans'), await import('./session')]
    again.value = { id: 'anna' } as Me
    server = stored
    await later()
    expect((await states()).filter(state => state !== 'done')).toEqual([])
    expect(sizes()).toEqual([200, 100, 100])
  })

  test('two pages that drain at the same time send a row once', async () => {
    await keepMany(5)
    await Promise.all([drain(), drain()])
    expect(sizes()).toEqual([5])
  })

  test('waits as long as the server asked, also when the person taps', async () => {
    await keepMany(1)
    server = () => answer(429, {}, { 'Retry-After': '120' })
    await drain()
    server = stored
    pass(119_000)
    await drain({ asked: true })
    expect(sizes()).toEqual([1])
    pass(2_000)
    await drain()
    expect(waitingScans.value).toBe(0)
  })

  test('a row that breaks the server is found by ever smaller batches, and holds up no other', async () => {
    await keepMany(120)
    server = rows => rows.some(({ person: who }) => who === person(60)) ? answer(500) : stored(rows)
    for (let tried = 0; tried < 12; tried++) {
      await drain()
      pass(11 * 60_000)
    }
    expect((await allScans()).filter(({ state }) => state !== 'done').map(({ person: who }) => who)).toEqual([person(60)])
  })

  test('a batch that is refused as a whole is halved until the row is alone, which is a to-do', async () => {
    await keepMany(9)
    server = rows => rows.some(({ person: who }) => who === person(4)) ? answer(422, { code: 'validation_failed', detail: '读不懂' }) : stored(rows)
    await drain()
    const todo = (await allScans()).filter(({ state }) => state !== 'done')
    expect(todo.map(({ person: who, state, answer }) => [who, state, answer?.message])).toEqual([[person(4), 'todo', '读不懂']])
  })

  test('never sends in the name of someone else', async () => {
    await keepMany(2)
    me.value = { id: 'bert' } as Me
    await drain()
    expect([sizes(), (await allScans()).length]).toEqual([[], 0])
    me.value = { id: 'anna' } as Me
    await drain()
    expect(sizes()).toEqual([2])
  })

  test('keeps rows while the session is over', async () => {
    await keepMany(1)
    server = () => answer(401, { code: 'sign_in_required' })
    await drain()
    expect(await states()).toEqual(['waiting'])
  })

  test('who it is lies sealed on the phone', async () => {
    const scan = await keep(7)
    const raw = await (await db()).get('scans', scan.id)
    expect(Object.keys(raw!.sealed)).toEqual(['iv', 'data'])
    expect(await secretOf(raw!)).toEqual({ person: person(7), name: '王7' })
  })

  test('a row whose key is gone is said, not hidden', async () => {
    const scan = await keep(1)
    await (await db()).put('scans', { ...scan, sealed: { iv: new Uint8Array(12), data: new ArrayBuffer(20) } })
    await drain()
    expect((await allScans())[0]).toMatchObject({ state: 'todo', answer: { code: 'unreadable' } })
  })

  test('signing out drops this person’s rows, and no others', async () => {
    await keepMany(2)
    me.value = { id: 'bert' } as Me
    await keep(9)
    await dropScans()
    me.value = { id: 'anna' } as Me
    expect(await states()).toEqual(['waiting', 'waiting'])
  })
})

describe('a row that is sent at once', () => {
  const said = (status: number, body: object) => () => answer(status, body)
  const one = async (): Promise<Scan> => (await allScans())[0]!

  test('is kept first, held against the batches, and done with its answer', async () => {
    const scan = await keep(1, true)
    await drain()
    expect(sizes()).toEqual([])
    server = said(201, { state: 'stored', message: '签到成功', name: '王芳' })
    expect(await sendScan<{ state: string, message: string, name: string }>(scan)).toMatchObject({ name: '王芳' })
    expect((await one()).state).toBe('done')
  })

  test('that two desks admitted is a to-do until it was read, and stays known', async () => {
    const scan = await keep(1, true)
    server = said(200, { state: 'conflict', code: 'second_admission', message: '东门已放行' })
    await sendScan(scan)
    expect([(await one()).state, scansToRead.value]).toEqual(['todo', 1])
    await putAway(await one())
    expect([(await one()).state, scansToRead.value]).toEqual(['done', 0])
  })

  test('that is refused is a to-do, and gone when it was read', async () => {
    server = said(409, { code: 'check_in_not_on_list', detail: '不在名单' })
    await expect(sendScan(await keep(1, true))).rejects.toMatchObject({ status: 409 })
    expect((await one()).state).toBe('todo')
    await putAway(await one())
    expect(await allScans()).toEqual([])
  })

  test.each([401, 429, 500, 503])('that met a %i waits for the batches', async status => {
    server = said(status, {})
    await expect(sendScan(await keep(1, true))).rejects.toMatchObject({ status })
    server = stored
    await drain()
    expect((await one()).state).toBe('done')
  })
})
