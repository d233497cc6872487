import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { useCountdown } from './countdown'

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers() })

test('counts down to nothing', () => {
  const { left, start } = effectScope().run(useCountdown)!
  start(3)
  expect(left.value).toBe(3)
  vi.advanceTimersByTime(2000)
  expect(left.value).toBe(1)
  vi.advanceTimersByTime(1500)
  expect(left.value).toBe(0)
  expect(vi.getTimerCount()).toBe(0)
})

test('is right again after the phone slept', () => {
  const { left, start } = effectScope().run(useCountdown)!
  start(60)
  vi.setSystemTime(Date.now() + 59_000) // no timer ran meanwhile
  vi.advanceTimersByTime(500)
  expect(left.value).toBe(1)
})

test('stops with its page', () => {
  const scope = effectScope()
  scope.run(useCountdown)!.start(60)
  scope.stop()
  expect(vi.getTimerCount()).toBe(0)
})
