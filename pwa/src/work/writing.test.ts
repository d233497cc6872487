import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { useNotice, noticeProblems, type NoticeDraft } from './writing'
import { nextLook, type Followed } from './following'

const { post, replace } = vi.hoisted(() => ({ post: vi.fn(), replace: vi.fn() }))
vi.mock('../app/routing', () => ({ useRouter: () => ({ replace }) }))
vi.mock('../app/api/client', async original => ({ ...await original<object>(), api: { post } }))

const now = Date.parse('2023-06-28T01:00:00Z')
const draft = (changes: Partial<NoticeDraft> = {}) => ({ title: '集合', body: '九点', urgency: 'normal', later: false, at: '', client_id: '', ...changes }) as NoticeDraft
const fields = (changes: Partial<NoticeDraft>, audience: object | undefined = { everyone: true }) => noticeProblems(draft(changes), audience, now).map(({ field }) => field)
const open = () => effectScope().run(() => useNotice(() => []))!

beforeEach(() => {
  sessionStorage.clear()
  post.mockReset().mockResolvedValue({ id: 'n1' })
  replace.mockReset()
})

test('what is missing is said before anything is sent', () => {
  expect(fields({ title: ' ', body: '' }, undefined as never)).toEqual(['title', 'body'])
  expect(noticeProblems(draft(), undefined, now).map(({ field }) => field)).toEqual(['audience'])
  expect(fields({ later: true })).toEqual(['send_at'])
})

test('the time is the city’s, and must not have passed', () => {
  expect(fields({ later: true, at: '2023-06-28T09:00' })).toEqual(['send_at'])
  expect(fields({ later: true, at: '2023-06-28T09:01' })).toEqual([])
})

test('two taps send one notice and then open it', async () => {
  const notice = open()
  Object.assign(notice.values, draft({ everyone: true }))
  await Promise.all([notice.sending.submit(), notice.sending.submit()])
  expect(post).toHaveBeenCalledTimes(1)
  expect(replace).toHaveBeenCalledWith('/work/notices/n1')
  expect(sessionStorage.length).toBe(0)
})

test('after a lost answer and a reload the same id is sent again', async () => {
  const { ApiError } = await import('../app/api/client')
  post.mockRejectedValueOnce(new ApiError(0, 'no_network', '', ''))
  const first = open()
  Object.assign(first.values, draft({ everyone: true }))
  await first.sending.submit()
  await open().sending.submit()
  const ids = post.mock.calls.map(([, { body }]) => body.client_id)
  expect(ids[0]).toBe(ids[1])
  expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/)
})

test('following stops when nothing is on its way', () => {
  const followed = (state: string, queued = 0, send_at: string | null = null) => ({ notice: { state, send_at }, delivery: { webpush: { queued } } }) as unknown as Followed
  expect(nextLook(followed('sent'), 0, now)).toBeUndefined()
  expect(nextLook(followed('expired', 3), 0, now)).toBeUndefined()
  expect(nextLook(followed('sent', 2), 0, now)).toBe(2000)
  expect(nextLook(followed('sending'), 50, now)).toBe(30_000)
  expect(nextLook(followed('scheduled', 0, new Date(now + 60_000).toISOString()), 0, now)).toBe(62_000)
})
