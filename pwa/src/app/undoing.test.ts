import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Me } from './api/shapes'
import { db } from './db'
import { online } from './online'
import { allScans, drain, keepScan, putAway } from './scans'
import { me } from './session'
import { takeBack } from './undoing'
import { waitingScans } from './waiting'

const json = (status: number, body: object) => new Response(JSON.stringify(body), { status })
const lost = () => { throw new TypeError('no network') }
const withdrawn = () => json(200, { state: 'withdrawn', message: '已撤销' })
let asked: string[] = []
let row = (_: string) => 'stored'
let undo: () => Response = withdrawn
let dead = false
let day = Date.now()

const keep = (n: number, who = n) => keepScan({ point: 'RC35H3', person: `p${who}`, act: 'in', at: Date.now() + n, secret: { person: `p${who}` } }, false)
const shown = async () => (await allScans()).map(({ state, answer, undoneAt }) => [state, answer?.state, !!undoneAt])
/** What was asked, without who. */
const acts = () => asked.map(one => one.replace(/:.*/, ''))

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: day += 24 * 3600_000 })
  me.value = { id: 'anna' } as Me
  ;[online.value, dead, asked, row, undo] = [true, false, [], () => 'stored', withdrawn]
  await (await db()).clear('scans')
  vi.stubGlobal('fetch', async (path: string, { method, body }: RequestInit) => {
    if (dead) lost()
    if (method === 'DELETE') asked.push(`DELETE:${path}`)
    if (method === 'DELETE') return undo()
    if (method === 'GET') return json(200, {})
    const rows = [JSON.parse(String(body))].flat() as { client_id: string, person: string }[]
    asked.push(`${method}:${rows.map(({ person }) => person)}`)
    return method === 'PUT' ? json(200, { state: row(''), message: '' }) : json(200, { items: rows.map(({ client_id, person }) => ({ client_id, state: row(person), message: '' })) })
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a row that never left is dropped, and the server never hears of it', async () => {
  dead = true
  online.value = false
  const { id } = await keep(1)
  await drain() // asks whether the server is there, and sends nothing into the dark
  expect(await takeBack(id)).toBe(true)
  dead = false
  await keep(2)
  await drain()
  expect([asked, (await allScans()).length]).toEqual([['POST:p2'], 1])
})

test('a row that was answered is taken back on the server, by both moments of this phone', async () => {
  const { id } = await keep(1)
  await drain()
  expect(await takeBack(id)).toBe(false)
  expect(waitingScans.value).toBe(1)
  const at = new Date().toISOString()
  vi.setSystemTime(Date.now() + 60_000)
  await drain()
  const [path, query] = asked[1]!.split('?')
  expect([path, Object.fromEntries(new URLSearchParams(query))]).toEqual([`DELETE:/api/v1/check-ins/${id}`, { withdrawn_at: at, sent_at: new Date().toISOString() }])
  expect([await shown(), waitingScans.value]).toEqual([[['done', 'withdrawn', true]], 0])
})

test('a row whose answer was lost is sent again first, for it must not arrive after its end', async () => {
  const { id } = await keep(1)
  dead = true
  await drain()
  expect(await takeBack(id)).toBe(false)
  dead = false
  await drain()
  expect(acts()).toEqual(['PUT', 'DELETE'])
  expect(await shown()).toEqual([['done', 'withdrawn', true]])
})

test('whoever comes again after it is sent after it', async () => {
  const { id } = await keep(1)
  await drain()
  await takeBack(id)
  await keep(2, 1)
  await keep(3)
  undo = () => json(503, {})
  await drain()
  expect(asked.slice(1).map(one => one.slice(0, 6))).toEqual(['DELETE'])
  await drain() // it waits a while, and they with it; nobody else does
  expect(asked[2]).toBe('POST:p3')
  undo = withdrawn
  vi.setSystemTime(Date.now() + 16_000)
  await drain()
  expect([acts().slice(3), asked[4]]).toEqual([['DELETE', 'POST'], 'POST:p1'])
})

test('what cannot be taken back is a to-do with its reason, and stays known', async () => {
  const { id } = await keep(1)
  await drain()
  undo = () => json(409, { code: 'checked_out_stays', detail: '已经签退' })
  await takeBack(id)
  await drain()
  expect(await shown()).toEqual([['todo', 'kept', false]])
  expect((await allScans())[0]!.answer!.message).toBe('已经签退')
  await putAway((await allScans())[0]!)
  expect(await shown()).toEqual([['done', 'kept', false]])
})

test.each([['stored', []], ['duplicate', [['done', 'kept', false]]]])('where the server knows nothing of a row it called %s, that is all right', async (state, left) => {
  row = () => state
  const { id } = await keep(1)
  await drain()
  undo = () => json(404, { code: 'not_found' })
  await takeBack(id)
  await drain()
  expect(await shown()).toEqual(left)
})

test('a row that two desks admitted is gone once it was taken back', async () => {
  row = () => 'conflict'
  const { id } = await keep(1)
  await drain()
  await takeBack(id)
  await drain()
  expect(await allScans()).toEqual([])
})

test('a row that is refused at last needs no taking back', async () => {
  const { id } = await keep(1)
  dead = true
  await drain()
  await takeBack(id)
  ;[dead, row] = [false, () => 'refused']
  await drain()
  expect((await allScans()).filter(({ answer }) => answer?.state === 'refused')).toEqual([])
})
