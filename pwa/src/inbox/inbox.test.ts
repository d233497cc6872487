import { beforeEach, expect, test, vi } from 'vitest'
import { cached, forgetAnswers } from '../app/store'
import { byDay } from './days'
import { fetchNotice, INBOX, isExpired } from './notice'

const now = Date.parse('2026-11-21T10:00:00+08:00')
const net = vi.fn<typeof fetch>()

beforeEach(async () => {
  await forgetAnswers()
  net.mockReset()
  vi.stubGlobal('fetch', net)
})

test('notices stand under their day, in their order', () => {
  const items = ['2026-11-21T09:00:00+08:00', '2026-11-21T01:00:00+08:00', '2026-11-20T23:59:00+08:00', '2023-06-28T09:00:00+08:00'].map(sent_at => ({ sent_at }))
  expect(byDay(items, now).map(({ day, items: notices }) => [day, notices.length])).toEqual([['今天', 2], ['昨天', 1], ['2023年6月28日 周三', 1]])
})

test('without a network a notice is read from the inbox as it was', async () => {
  await cached(INBOX, async () => ({ items: [{ id: 'n1', title: '通知' }], next: null, unseen: 1 }))
  net.mockRejectedValue(new TypeError('Failed to fetch'))
  expect(await fetchNotice('n1')).toMatchObject({ title: '通知' })
  await expect(fetchNotice('n2')).rejects.toMatchObject({ status: 0 })
})

test("a refusal is told, also when the inbox once held the notice", async () => {
  await cached(INBOX, async () => ({ items: [{ id: 'n1', title: '通知' }], next: null, unseen: 1 }))
  net.mockImplementation(async () => new Response('{"code":"not_found"}', { status: 404 }))
  await expect(fetchNotice('n1')).rejects.toMatchObject({ status: 404 })
})

test('a notice without an end never expires', () => {
  const notice = { id: '', title: '', body: '', urgency: 'normal', sent_at: null } as const
  expect(isExpired(notice, now)).toBe(false)
  expect(isExpired({ ...notice, expires_at: '2026-11-21T09:00:00+08:00' }, now)).toBe(true)
  expect(isExpired({ ...notice, expires_at: '2026-11-22T09:00:00+08:00' }, now)).toBe(false)
})
