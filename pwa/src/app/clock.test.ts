import { beforeEach, expect, test, vi } from 'vitest'

const now = Date.parse('2026-11-21T14:00:00Z')
beforeEach(() => { vi.resetModules() })

test('an answer tells how wrong the phone is, and half of its way is taken off', async () => {
  const { clockOffset, measureClock } = await import('./clock')
  measureClock('Sat, 21 Nov 2026 14:10:00 GMT', now, now + 2_000)
  expect(clockOffset()).toBe(599_500)
  measureClock(null, now, now)
  expect(clockOffset()).toBe(599_500)
})

test('what was measured before holds until an answer is heard, and no longer', async () => {
  const { assumeClock, clockOffset, measureClock } = await import('./clock')
  assumeClock(86_400_000)
  expect(clockOffset()).toBe(86_400_000)
  measureClock('Sat, 21 Nov 2026 14:00:00 GMT', now, now)
  assumeClock(86_400_000)
  expect(clockOffset()).toBe(500)
})
