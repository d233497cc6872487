import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { ApiError } from '../../app/api/client'
import type { WishDraft } from '../../app/api/shapes'
import { useReview } from './reviewing'

const { get, post } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { get, post } }))

const draft = (code: string) => ({ code, item: `心愿${code}`, version: 2, state: 'collected' }) as WishDraft
let fair = 0

async function open() {
  const review = effectScope().run(() => useReview(`f${++fair}`, () => 'collected'))!
  await vi.waitFor(() => expect(review.items.value.length).toBe(2))
  return review
}

beforeEach(() => {
  get.mockReset().mockResolvedValue({ items: [draft('A'), draft('B')], next: null })
  post.mockReset().mockResolvedValue({ state: 'reviewed', item: '' })
})

test('an approved wish leaves the queue, with the version that was seen', async () => {
  const review = await open()
  await Promise.all([review.approve(review.items.value[0]!), review.approve(review.items.value[0]!)])
  expect(post).toHaveBeenCalledTimes(1)
  expect(post.mock.calls[0]![1].body).toMatchObject({ decision: 'approve', version: 2 })
  expect(review.items.value.map(({ code }) => code)).toEqual(['B'])
})

test('a refusal stands in its own card and the wish stays', async () => {
  post.mockRejectedValueOnce(new ApiError(409, 'wish_not_publishable', '', '太少'))
  const review = await open()
  await review.approve(review.items.value[1]!)
  expect(review.refusals.value.B!.message).toBe('太少')
  expect(review.items.value.length).toBe(2)
})

test('after a lost answer the same decision is sent again', async () => {
  post.mockRejectedValueOnce(new ApiError(0, 'no_network', '', ''))
  const review = await open()
  await review.approve(review.items.value[0]!)
  await review.approve(review.items.value[0]!)
  const ids = post.mock.calls.map(([, { body }]) => body.client_id)
  expect(ids[0]).toBe(ids[1])
})

test('a wish that changed meanwhile is shown anew', async () => {
  post.mockRejectedValueOnce(new ApiError(409, 'draft_changed', '', ''))
  const review = await open()
  await review.approve(review.items.value[0]!)
  await vi.waitFor(() => expect(get).toHaveBeenCalledTimes(2))
  expect(review.items.value.length).toBe(2)
})

test('sending back needs a note', async () => {
  const review = await open()
  review.returning.value = review.items.value[0]
  await nextTick()
  await review.sendingBack.submit()
  expect(review.sendingBack.errors.value.note).toBeTruthy()
  review.note.value = '请写鞋码'
  await review.sendingBack.submit()
  expect(post.mock.calls[0]![1].body).toMatchObject({ decision: 'send_back', note: '请写鞋码' })
  expect(review.returning.value).toBeUndefined()
})

test('the true story is asked for only after the purpose was confirmed', async () => {
  post.mockResolvedValue({ true_story: '独居', known: ['name'] })
  const review = await open()
  review.looking.value = review.items.value[0]
  await nextTick()
  expect(post).not.toHaveBeenCalled()
  await review.opening.submit()
  expect(post.mock.calls[0]![1]).toEqual({ path: { wish: 'A' }, body: { purpose: 'review' } })
  expect(review.story.value!.true_story).toBe('独居')
})
