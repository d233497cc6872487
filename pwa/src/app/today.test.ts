import { afterEach, expect, test, vi } from 'vitest'
import { db } from './db'
import { forgetPastDays, keepForToday, recallForToday } from './today'

afterEach(() => { vi.useRealTimers() })
const at = (moment: string) => vi.useFakeTimers({ toFake: ['Date'], now: new Date(moment) })

test('what is kept for today is gone when the day in Shanghai is over', async () => {
  at('2026-06-28T15:59:00Z')
  await keepForToday('addresses.t', [{ code: 'AB23CD' }])
  await (await db()).put('answers', { key: 'fairs', data: 1, at: 1 })
  await forgetPastDays()
  expect(await recallForToday('addresses.t')).toEqual([{ code: 'AB23CD' }])
  at('2026-06-28T16:00:00Z')
  expect(await recallForToday('addresses.t')).toBeUndefined()
  await forgetPastDays()
  expect(await (await db()).getAllKeys('answers')).toEqual(['fairs'])
})
