import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../../app/api/client'
import type { Plaque } from '../../app/api/shapes'
import { phone } from '../../app/memory'
import { APART, countVisit, type Note } from './visiting'

const { post } = vi.hoisted(() => ({ post: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { post } }))

const now = Date.parse('2023-06-28T02:00:00Z')
let days = 0
const place = (changes: Partial<Plaque> = {}): Plaque => ({
  point: 'AB23CD', kind: 'stall', name: '义诊', title: '公益集市', centre: null, event: null, day: `2023-06-${days}`, salt: '5a17'.repeat(8), ...changes,
})
const sent = () => post.mock.calls.map(([, { body }]) => body)
const note = () => phone.read<Note>('footfall')

beforeEach(() => {
  localStorage.clear()
  days += 1 // what an earlier test left in memory belongs to another day
  post.mockReset().mockResolvedValue({ state: 'stored' })
})
afterEach(() => vi.unstubAllGlobals())

/** Waiting takes no time; how long it would have been. */
function hurry() {
  const waited: number[] = []
  vi.stubGlobal('setTimeout', (act: () => void, ms: number) => { waited.push(ms); act() })
  return waited
}

test('the first visit brings a pair, and neither the secret nor a hash of it', async () => {
  expect(await countVisit(place(), now)).toBe('counted')
  expect(Object.keys(sent()[0]).sort()).toEqual(['client_id', 'rank', 'register', 'visit'])
  expect(sent()[0]).toMatchObject({ visit: 'first', register: expect.any(Number), rank: expect.any(Number) })
  expect(JSON.stringify(post.mock.calls)).not.toContain(note()!.secret)
})

test('within half an hour nothing is sent, afterwards a visit without a pair', async () => {
  await countVisit(place(), now)
  expect(await countVisit(place(), now + APART - 1)).toBe('before')
  expect(await countVisit(place(), now + APART)).toBe('counted')
  expect(sent().map(({ visit }) => visit)).toEqual(['first', 'again'])
  expect(Object.keys(sent()[1])).toEqual(['client_id', 'visit'])
})

test('another place of the same day is a first visit of its own, with an unrelated pair', async () => {
  const pairs = new Set<string>()
  for (const point of ['AB23CD', 'HXJC68', 'ZZ9922', 'MM22MM']) await countVisit(place({ point }), now)
  for (const { visit, register, rank } of sent()) {
    expect(visit).toBe('first')
    pairs.add(`${register}/${rank}`)
  }
  expect(pairs.size).toBeGreaterThan(2)
  expect(new Set(sent().map(({ client_id }) => client_id)).size).toBe(4)
})

test('the next day knows nothing of the day before', async () => {
  await countVisit(place(), now)
  const { secret } = note()!
  days += 1
  await countVisit(place(), now + APART / 2)
  expect(note()!.secret).not.toBe(secret)
  expect(Object.keys(note()!.places)).toEqual(['AB23CD'])
  expect(sent()[1].visit).toBe('first')
})

test('a phone that may keep nothing counts as a visit only', async () => {
  const refuse = () => { throw new Error('refused') }
  vi.stubGlobal('localStorage', { getItem: refuse, setItem: refuse, removeItem: refuse })
  expect(await countVisit(place(), now)).toBe('counted')
  expect(sent()).toEqual([{ client_id: expect.any(String), visit: 'unknown' }])
  expect(await countVisit(place(), now + 1000)).toBe('before')
})

test('a lost answer is asked for again as the same visit', async () => {
  hurry()
  post.mockRejectedValue(new ApiError(0, 'no_network', '', ''))
  expect(await countVisit(place(), now)).toBe('failed')
  expect(sent().length).toBeGreaterThan(2)
  post.mockResolvedValue({ state: 'duplicate' })
  expect(await countVisit(place(), now + 60_000)).toBe('counted')
  expect(new Set(sent().map(({ client_id }) => client_id)).size).toBe(1)
  expect(note()!.places.AB23CD!.waiting).toBeUndefined()
})

test('a crowd that is refused waits as long as it is told, and a little apart', async () => {
  const waited = hurry()
  post.mockRejectedValueOnce(new ApiError(429, 'too_many_requests', '', '', [], {}, 40))
  expect(await countVisit(place(), now)).toBe('counted')
  expect(waited).toHaveLength(1)
  expect(waited[0]).toBeGreaterThanOrEqual(40_000)
  expect(waited[0]).toBeLessThanOrEqual(55_000)
})

test('a closed place counts nothing and remembers nothing', async () => {
  post.mockRejectedValueOnce(new ApiError(409, 'plaque_closed', '', ''))
  expect(await countVisit(place(), now)).toBe('closed')
  expect(await countVisit(place(), now + 1000)).toBe('counted')
  expect(sent().map(({ visit }) => visit)).toEqual(['first', 'first'])
})

test('somebody whom the server knows is no unknown visitor', async () => {
  post.mockRejectedValueOnce(new ApiError(409, 'check_in_instead', '', ''))
  expect(await countVisit(place(), now)).toBe('known')
})
