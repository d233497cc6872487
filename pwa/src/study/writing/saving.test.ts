import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, type EffectScope } from 'vue'
import type { WrittenLesson } from '../../app/api/shapes'
import { useSaving } from './saving'

const net = vi.fn<typeof fetch>()
const heard = vi.fn()
const answer = (status: number, body: object) => Promise.resolve(new Response(JSON.stringify(body), { status }))
const bodies = () => net.mock.calls.filter(([, init]) => init?.method === 'PUT').map(([, init]) => JSON.parse(String(init!.body)))
let scope: EffectScope

beforeEach(() => {
  sessionStorage.clear()
  vi.useFakeTimers()
  heard.mockReset()
  server()
  vi.stubGlobal('fetch', net)
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

test('what is typed is saved after a pause, from the revision it was begun from', async () => {
  const { text, state } = open()
  text.title = '敲门'
  text.title = '敲门之前'
  await vi.advanceTimersByTimeAsync(2000)
  expect(bodies()).toEqual([{ rev: 3, title: '敲门之前', blocks: [{ kind: 'text', html: '<p>一</p>' }], questions: [] }])
  expect(state.value).toBe('saved')
})

test('the next save begins from what the server has now', async () => {
  const { text } = open()
  for (const title of ['一', '二']) {
    text.title = title
    await vi.advanceTimersByTimeAsync(2000)
  }
  expect(bodies().map(({ rev, title }) => [rev, title])).toEqual([[3, '一'], [4, '二']])
})

test('after a lost answer the same words are sent again before the new ones', async () => {
  const { text, state } = open()
  net.mockRejectedValueOnce(new TypeError('offline'))
  text.title = '一'
  await vi.advanceTimersByTimeAsync(2000)
  expect(state.value).toBe('waiting')
  text.title = '一二'
  await vi.advanceTimersByTimeAsync(2000)
  expect(bodies().map(({ rev, title }) => [rev, title])).toEqual([[3, '一'], [3, '一'], [4, '一二']])
  expect(state.value).toBe('saved')
})

test('what was not saved is there again after a reload, and goes out', async () => {
  net.mockRejectedValue(new TypeError('offline'))
  open().text.title = '没存上'
  await vi.advanceTimersByTimeAsync(2000)
  scope.stop()
  server()
  const { text, state } = open()
  expect(text.title).toBe('没存上')
  await vi.advanceTimersByTimeAsync(10)
  expect([bodies().at(-1).title, state.value]).toEqual(['没存上', 'saved'])
})

test('of two who wrote, the second keeps both texts and sees the other’s', async () => {
  const { text, state, theirs, keepBoth } = await conflict()
  expect([state.value, text.title, theirs.value!.title]).toEqual(['conflict', '我写的', '对方写的'])
  await keepBoth(theirs.value!)
  expect(bodies().at(-1)).toMatchObject({ rev: 9, title: '我写的' })
  expect(bodies().at(-1).blocks.map(({ html }: { html: string }) => html)).toEqual(['<p>一</p>', '<h3>以下是钱委员写的</h3>', '<p>二</p>'])
  expect(state.value).toBe('saved')
})

test('who takes the other’s text can have their own back', async () => {
  const { text, theirs, takeTheirs, aside, bringBack } = await conflict()
  await takeTheirs(theirs.value!)
  expect(text.title).toBe('对方写的')
  expect(aside.value!.title).toBe('我写的')
  bringBack()
  await vi.advanceTimersByTimeAsync(2000)
  expect(bodies().at(-1)).toMatchObject({ rev: 9, title: '我写的' })
})

test('the very same words of somebody else are no conflict', async () => {
  const { text, state } = open()
  net.mockImplementation((_, init) => init?.method === 'PUT' ? answer(409, { code: 'draft_changed' }) : answer(200, { ...lesson, rev: 9, title: '一样' }))
  text.title = '一样'
  await vi.advanceTimersByTimeAsync(2000)
  expect(state.value).toBe('saved')
})

test('what the server refuses is said, and what is mended is tried again', async () => {
  const { text, state, refusal } = open()
  net.mockImplementationOnce(() => answer(422, { code: 'validation_failed', detail: '太长了' }))
  text.title = '太长'
  await vi.advanceTimersByTimeAsync(2000)
  expect([state.value, refusal.value!.message]).toEqual(['refused', '太长了'])
  text.title = '短'
  await nextTick()
  expect(state.value).toBe('unsaved')
  await vi.advanceTimersByTimeAsync(2000)
  expect(state.value).toBe('saved')
})

test('going back to what is stored leaves nothing to save', async () => {
  const { text, state, save } = open()
  text.title = '改'
  text.title = lesson.title
  await nextTick()
  expect([state.value, await save(), bodies()]).toEqual(['saved', true, []])
})

async function conflict() {
  const saving = open()
  net.mockImplementationOnce(() => answer(409, { code: 'draft_changed' }))
  net.mockImplementationOnce(() => answer(200, { ...lesson, rev: 9, title: '对方写的', edited_by: '钱委员', blocks: [{ kind: 'text', html: '<p>二</p>' }] }))
  saving.text.title = '我写的'
  await vi.advanceTimersByTimeAsync(2000)
  return saving
}
/** A server that takes every save. */
function server() {
  net.mockReset().mockImplementation((_, init) => {
    const body = JSON.parse(String(init!.body))
    return answer(200, { ...lesson, ...body, rev: body.rev + 1 })
  })
}
function open() {
  scope = effectScope()
  return scope.run(() => useSaving(lesson, heard))!
}
const lesson = {
  id: 'l1', rev: 3, title: '第一课', blocks: [{ kind: 'text', html: '<p>一</p>' }], questions: [], edited_by: '赵书记',
} as unknown as WrittenLesson
