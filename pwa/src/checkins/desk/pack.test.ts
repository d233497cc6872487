import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Me } from '../../app/api/shapes'
import { db } from '../../app/db'
import { me } from '../../app/session'
import { forgetAnswers } from '../../app/store'
import { forgetPastDays } from '../../app/today'
import { fetchPack } from './fetching'
import { findPeople, foreignPack, opened, openPack, type Pack } from './pack'

const HOUR = 3600_000
const id = (n: number) => n.toString(16).padStart(24, '0')
const people = (n: number): Pack['people'] => Array.from({ length: n }, (_, at) => [id(at), `王${at}`, String(1000 + at % 9000), at % 2])
const pack = (n = 3, lives = HOUR): Pack => ({
  point: { code: 'RC35H3', name: '东门', kind: 'gate', title: '公益集市', event: { id: id(1), title: '公益集市' } },
  rule: { who: 'registered', once: 'day', opens_at: null, closes_at: null, ways: ['personal'], check_out: false },
  keys: [], people: people(n), server_time: new Date().toISOString(), expires_at: new Date(Date.now() + lives).toISOString(),
})
function serve(body: object, headers: Record<string, string> = {}) {
  const text = JSON.stringify(body)
  vi.stubGlobal('fetch', async () => new Response(text, { headers: { 'Content-Length': String(new TextEncoder().encode(text).length), ...headers } }))
}

beforeEach(async () => {
  me.value = { id: 'anna' } as Me
  await forgetAnswers()
})
afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('a pack is fetched with progress, and opens again with its people', async () => {
  serve(pack(500))
  const heard: [number, number | undefined][] = []
  await fetchPack('RC35H3', (bytes, whole) => heard.push([bytes, whole]))
  const last = heard[heard.length - 1]!
  expect(last[0]).toBe(last[1])
  const held = (await openPack('RC35H3'))!
  expect([held.people.size, held.people.get(id(7))?.name, held.rule.who]).toEqual([500, '王7', 'registered'])
})

test('how much is to come is not said where a proxy packed it', async () => {
  serve(pack(), { 'Content-Encoding': 'gzip' })
  const heard: unknown[] = []
  await fetchPack('RC35H3', (_, whole) => heard.push(whole))
  expect(new Set(heard)).toEqual(new Set([undefined]))
})

test('no name lies open on the phone', async () => {
  serve(pack())
  await fetchPack('RC35H3', () => {})
  const { sealed, ...open } = (await (await db()).get('packs', 'RC35H3'))!
  expect(JSON.stringify(open)).not.toContain('王')
  expect(Object.keys(sealed)).toEqual(['iv', 'data'])
  const key = await (await db()).get('facts', 'sealing-key') as CryptoKey
  expect([key.extractable, key.algorithm.name]).toEqual([false, 'AES-GCM'])
})

test('it is gone when the event is over, at the first start or when it is asked for', async () => {
  serve(pack(3, HOUR))
  await fetchPack('RC35H3', () => {})
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 2 * HOUR })
  expect(await openPack('RC35H3')).toBeUndefined()
  expect(await (await db()).count('packs')).toBe(0)
  vi.useRealTimers()
  serve(pack(3, -HOUR))
  await fetchPack('RC35H3', () => {})
  await forgetPastDays()
  expect(await (await db()).count('packs')).toBe(0)
})

test('nobody opens what another person fetched, and signing out takes it away', async () => {
  serve(pack())
  await fetchPack('RC35H3', () => {})
  me.value = { id: 'bert' } as Me
  expect([await openPack('RC35H3'), await foreignPack('ABCDEF')]).toEqual([undefined, undefined])
  await forgetAnswers()
  me.value = { id: 'anna' } as Me
  expect(await openPack('RC35H3')).toBeUndefined()
})

test('a pack of another point is called by its event', async () => {
  serve(pack())
  await fetchPack('RC35H3', () => {})
  expect([await foreignPack('ABCDEF'), await foreignPack('RC35H3')]).toEqual(['公益集市', undefined])
})

test('a download that breaks off leaves the pack before it', async () => {
  serve(pack())
  await fetchPack('RC35H3', () => {})
  vi.stubGlobal('fetch', async () => new Response('{"point":'))
  await expect(fetchPack('RC35H3', () => {})).rejects.toMatchObject({ code: 'unreadable' })
  expect((await openPack('RC35H3'))?.people.size).toBe(3)
})

test('people are found by a part of the name or four digits, those on the list first', async () => {
  serve(pack(10_000))
  const held = opened(await fetchPack('RC35H3', () => {}))
  expect(findPeople(held.people.values(), '1004').map(({ last4, name }) => last4 === '1004' || name.includes('1004'))).toEqual([true, true, true])
  expect(findPeople(held.people.values(), '王1')).toHaveLength(20)
  expect(findPeople(held.people.values(), '王1')[0]!.flags).toBe(1)
  expect(findPeople(held.people.values(), ' ')).toEqual([])
})
