import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { Minutes } from '../../app/api/shapes'
import { useWriting } from './writing'

const net = vi.fn<typeof fetch>()
const signed = vi.fn()
let scope: EffectScope
let head: Minutes
let merging: (sent: string) => string

const minutes = (text: string, revision: number, more: Partial<Minutes> = {}) => ({
  meeting: 'm', revision, version: 1, state: 'open', sections: [{ item: '', title: '', decision: '', text }], merged: [], others: [], unsettled: false, ...more,
}) as unknown as Minutes
const answer = (status: number, body: object) => Promise.resolve(new Response(JSON.stringify(body), { status }))
const sent = () => net.mock.calls.filter(([, init]) => init?.method === 'PUT').map(([, init]) => JSON.parse(String(init!.body)))

/** A server that keeps one text; `merging` says what it makes of what is sent. */
function server() {
  net.mockReset().mockImplementation((_, init) => {
    if (init?.method !== 'PUT') return answer(200, head)
    head = minutes(merging(JSON.parse(String(init.body)).sections[0].text), head.revision + 1)
    return answer(200, head)
  })
}
function open() {
  scope = effectScope()
  return scope.run(() => useWriting(head, signed))!
}
const typed = (writing: ReturnType<typeof open>) => writing.desk.now['']!

beforeEach(() => {
  sessionStorage.clear()
  vi.useFakeTimers()
  signed.mockReset()
  head = minutes('一。', 1)
  merging = text => text
  server()
  vi.stubGlobal('fetch', net)
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

test('what is typed is saved after a rest, from the revision it was begun from', async () => {
  const writing = open()
  typed(writing).text = '一。二。'
  await vi.advanceTimersByTimeAsync(1500)
  expect(sent()).toMatchObject([{ base: 1, sections: [{ item: '', text: '一。二。' }] }])
  expect([writing.unsaved.value, writing.desk.base]).toEqual([false, 2])
})

test('what others saved comes while nothing is typed', async () => {
  const writing = open()
  head = minutes('零。一。', 2)
  await vi.advanceTimersByTimeAsync(4500)
  expect(typed(writing).text).toBe('零。一。')
  expect(sent()).toEqual([])
})

test('what is typed while a save is under way stays, under what others wrote', async () => {
  const writing = open()
  merging = text => `零。${text}`
  typed(writing).text = '一。二'
  const saving = writing.save()
  typed(writing).text = '一。二十'
  await saving
  expect([typed(writing).text, writing.desk.base]).toEqual(['零。一。二十', 2])
  merging = text => text
  await vi.advanceTimersByTimeAsync(1500)
  expect(sent()[1]).toMatchObject({ base: 2, sections: [{ text: '零。一。二十' }] })
})

test('what is typed where others wrote is sent from the old revision, for the server to merge', async () => {
  const writing = open()
  merging = () => '二。'
  typed(writing).text = '三。'
  const saving = writing.save()
  typed(writing).text = '三四。'
  await saving
  expect([typed(writing).text, writing.desk.base]).toEqual(['三四。', 1])
})

test('without a network everything is kept over a reload, and the same save goes out again', async () => {
  const first = open()
  net.mockRejectedValueOnce(new TypeError('offline'))
  typed(first).text = '一。二。'
  await vi.advanceTimersByTimeAsync(1500)
  expect(first.away.value).toBe(true)
  scope.stop()
  const again = open()
  expect(typed(again).text).toBe('一。二。')
  await vi.advanceTimersByTimeAsync(100)
  expect(sent()[1].client_id).toBe(sent()[0].client_id)
  expect([again.unsaved.value, again.away.value]).toEqual([false, false])
})

test('a refusal keeps what was typed', async () => {
  const writing = open()
  net.mockImplementationOnce(() => answer(409, { code: 'minutes_signed', status: 409, title: '', detail: '已经签字' }))
  typed(writing).text = '晚了。'
  await vi.advanceTimersByTimeAsync(1500)
  expect([writing.refusal.value?.code, typed(writing).text]).toEqual(['minutes_signed', '晚了。'])
})

test('minutes that somebody signed are shown as signed', async () => {
  open()
  head = minutes('一。', 2, { state: 'signed' })
  await vi.advanceTimersByTimeAsync(4500)
  expect(signed).toHaveBeenCalledOnce()
})
