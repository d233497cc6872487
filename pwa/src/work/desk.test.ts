import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { ApiError } from '../app/api/client'
import type { DeskCode } from '../app/api/shapes'
import { useDesk } from './desk'
import { codeAt, lastsUntil, secondsLeft } from './rotation'

const START = Date.parse('2023-06-28T01:00:00Z')
const at = (s: number) => new Date(START + s * 1000).toISOString()
const codesFrom = (s: number) => [0, 1, 2, 3].map(n => ({ proof: `P${s + 15 * n}`, url: `HTTP://X/C/A/P${s + 15 * n}`, from: at(s + 15 * n), to: at(s + 15 * (n + 1)) }))
const answer = (s = Math.floor((Date.now() - START) / 15_000) * 15) => ({ codes: codesFrom(s), accept_s: 45, rotates_s: 15, checked_in: 7 }) as unknown as DeskCode
const shown = (s: number) => codeAt(codesFrom(0), START + s * 1000, 45)?.proof

let scope: ReturnType<typeof effectScope>
beforeEach(() => {
  vi.useFakeTimers({ now: START })
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})
const open = (ask: () => Promise<DeskCode>) => scope.run(() => useDesk(ask))!

test('each code is shown in its own fifteen seconds', () => {
  expect([0, 14.9, 15, 30, 45, 59].map(shown)).toEqual(['P0', 'P0', 'P15', 'P30', 'P45', 'P45'])
})

test('the last code stays as long as the server takes it, and no longer', () => {
  expect([60, 89, 90].map(shown)).toEqual(['P45', 'P45', undefined])
  expect(lastsUntil(codesFrom(0), 45)).toBe(START + 90_000)
})

test('a clock that is a little slow shows the first code already; one far off shows none', () => {
  expect([-2, -60].map(shown)).toEqual(['P0', undefined])
})

test('seconds are counted down to the change', () => {
  const [first] = codesFrom(0)
  expect([0, 0.5, 14.2, 20].map(s => secondsLeft(first!, START + s * 1000))).toEqual([15, 15, 1, 0])
})

test('the screen turns to the next code by itself and keeps asking', async () => {
  const ask = vi.fn(async () => answer())
  const { code } = open(ask)
  await vi.advanceTimersByTimeAsync(14_000)
  expect(code.value?.proof).toBe('P0')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(code.value?.proof).toBe('P15')
  expect(ask.mock.calls.length).toBeGreaterThanOrEqual(4)
})

test('without network it goes on with the codes it has, says so, and shows none when they are used up', async () => {
  const ask = vi.fn(() => ask.mock.calls.length > 1 ? Promise.reject(new ApiError(0, 'no_network', '', '')) : Promise.resolve(answer()))
  const { code, stumbling, spare } = open(ask)
  await vi.advanceTimersByTimeAsync(31_000)
  expect([code.value?.proof, stumbling.value, spare.value]).toEqual(['P30', true, 59])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(code.value).toBeUndefined()
  ask.mockImplementation(async () => answer())
  await vi.advanceTimersByTimeAsync(6_000)
  expect([code.value?.proof, stumbling.value]).toEqual(['P90', false])
})

test('a request that hangs is a stumble too', async () => {
  const ask = vi.fn(() => ask.mock.calls.length > 1 ? new Promise<DeskCode>(() => {}) : Promise.resolve(answer()))
  const { stumbling } = open(ask)
  await vi.advanceTimersByTimeAsync(13_000)
  expect(stumbling.value).toBe(true)
})

test('whoever lost the permission shows no code any more', async () => {
  const ask = vi.fn(() => ask.mock.calls.length > 1 ? Promise.reject(new ApiError(403, 'not_permitted', '', '')) : Promise.resolve(answer()))
  const { code, failure } = open(ask)
  await vi.advanceTimersByTimeAsync(6_000)
  expect([code.value, (failure.value as ApiError).status]).toEqual([undefined, 403])
})

test('a closed page asks no more, and eight hours leave one timer each', async () => {
  const ask = vi.fn(async () => answer())
  open(ask)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(vi.getTimerCount()).toBe(2)
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
})
