import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { ApiError } from '../app/api/client'
import type { Audience, Reach } from '../app/api/shapes'
import { forecastProblem, reachText, useForecast } from './forecast'
import { strings } from './strings'

const reach = (people: number, webpush = 0): Reach => ({ people, channels: { inbox: people, webpush }, unreachable_by_push: people - webpush })
const audience = ref<Audience>()
let scope: ReturnType<typeof effectScope>
beforeEach(() => {
  vi.useFakeTimers()
  audience.value = undefined
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})
const open = (ask: (audience: Audience) => Promise<Reach>) => scope.run(() => useForecast(() => audience.value, ask))!
async function choose(...branches: string[]) {
  audience.value = branches.length ? { branches } : undefined
  await nextTick()
}

test('ticking quickly asks once, for the last choice', async () => {
  const ask = vi.fn(async () => reach(5))
  const { reach: found } = open(ask)
  await choose('a')
  await choose('a', 'b')
  await vi.advanceTimersByTimeAsync(500)
  expect(ask.mock.calls).toEqual([[{ branches: ['a', 'b'] }]])
  expect(found.value?.people).toBe(5)
})

test('nobody is not asked about', async () => {
  const ask = vi.fn(async () => reach(5))
  const { asking } = open(ask)
  await vi.advanceTimersByTimeAsync(500)
  expect([ask.mock.calls.length, asking.value]).toEqual([0, false])
})

test('an answer to an older choice is not shown', async () => {
  const arrivals: ((answer: Reach) => void)[] = []
  const { reach: found, asking } = open(() => new Promise(done => arrivals.push(done)))
  await choose('a')
  await vi.advanceTimersByTimeAsync(500)
  await choose('b')
  arrivals[0]!(reach(1))
  await vi.advanceTimersByTimeAsync(100)
  expect([found.value, asking.value]).toEqual([undefined, true])
})

test('a refusal is said in words, and trying again asks at once', async () => {
  const ask = vi.fn<() => Promise<Reach>>().mockRejectedValueOnce(new ApiError(403, 'not_permitted', '', '')).mockResolvedValue(reach(2))
  const { failure, reach: found, again } = open(ask)
  await choose('a')
  await vi.advanceTimersByTimeAsync(500)
  expect(forecastProblem(failure.value)).toBe(strings.forecast.forbidden)
  again()
  await vi.advanceTimersByTimeAsync(1)
  expect(found.value?.people).toBe(2)
})

test('the words tell pushes from the inbox', () => {
  expect(reachText(reach(1290, 12))).toBe('将通知 1,290 人；其中 12 人能收到手机推送，其余在收件箱里看到。')
  expect(reachText(reach(0))).toBe(strings.forecast.nobody)
  expect(reachText(reach(54))).toContain('都在收件箱里看到')
})
