import { expect, test } from 'vitest'
import type { EventItem, MyClaim } from '../app/api/shapes'
import type { Receipt } from '../app/receipts'
import { cityDay } from '../app/clock'
import { latestPromise, nextEvent } from './mine'

const event = (date: string) => ({ id: date, date }) as EventItem
const claim = (code: string, claimed_at: string) => ({ code, item: code, number: '1', claimed_at, promise_by: '2026-12-05', state: 'claimed' }) as MyClaim
const receipt = (code: string, at: string, number?: string) => ({ code, item: code, client_id: 'c', owner: null, at: Date.parse(at), number }) as Receipt

test('the next event is the first that is not over; today counts', () => {
  expect(nextEvent([event('2026-12-01'), event('2023-06-28'), event('2026-11-21')], '2026-11-21')?.date).toBe('2026-11-21')
  expect(nextEvent([event('2023-06-28')], '2026-11-21')).toBeUndefined()
})

test('today is the city’s day, also in the evening of Greenwich', () => {
  expect(cityDay(Date.parse('2026-11-21T17:00:00Z'))).toBe('2026-11-22')
})

test('the latest promise comes from the account or from this phone, whichever is later', () => {
  expect(latestPromise(claim('A', '2026-11-20T00:00:00Z'), [receipt('B', '2026-11-21T00:00:00Z', '2')])?.code).toBe('B')
  expect(latestPromise(claim('A', '2026-11-22T00:00:00Z'), [receipt('B', '2026-11-21T00:00:00Z', '2')])?.code).toBe('A')
  expect(latestPromise(undefined, [])).toBeUndefined()
})

test('a claim without an answer is said to wait', () => {
  expect(latestPromise(undefined, [receipt('B', '2026-11-21T00:00:00Z')])).toMatchObject({ code: 'B', waiting: true })
})
