import { effectScope, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiError } from '../app/api/client'
import type { ManagedStory } from '../app/api/shapes'
import { toasted } from '../app/toast'
import { bodyOf, formOf, useStoryEditing } from './editing'
import { planProblem, useStoryPublishing } from './publishing'

const story = (more: Partial<ManagedStory> = {}) => ({
  code: 'AB23CD', title: '一盏灯', summary: '', topic: 'branches', author: '', branch: { id: 'b', name: '支部' }, cover: null, blocks: [{ kind: 'text', html: '<p>好</p>' }],
  shown_to: ['all'], revision: 3, state: 'draft', publish_at: null, published_at: null, edited_at: '2023-06-28T01:00:00+00:00', edited_by: '李书记', invented: false, ...more,
} as ManagedStory)
const answers: [number, unknown][] = []
const asked: { url: string, method: string, body: Record<string, unknown> }[] = []

beforeEach(() => {
  sessionStorage.clear()
  asked.length = answers.length = 0
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: RequestInit = {}) => {
    asked.push({ url: String(url), method, body: body ? JSON.parse(String(body)) : {} })
    const [status, answer] = answers.shift()!
    return new Response(JSON.stringify(answer), { status, headers: { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' } })
  })
})
afterEach(() => vi.unstubAllGlobals())

function editing(standing?: ManagedStory, made = (_: string) => {}) {
  return effectScope(true).run(() => useStoryEditing(standing, made))!
}
const changedMeanwhile: [number, unknown] = [409, { status: 409, code: 'story_changed', title: '', detail: '有别人保存过', errors: [] }]

test('files go to the server by their ids', () => {
  const media = { id: 'm'.repeat(22), src: '/m' } as NonNullable<ManagedStory['cover']>
  const body = bodyOf(formOf(story({ cover: media, blocks: [{ kind: 'picture', media, alt: '灯' }, { kind: 'text', html: '<p>好</p>' }] })))
  expect(body.cover).toBe(media.id)
  expect(body.blocks).toEqual([{ kind: 'picture', media: media.id, alt: '灯', caption: '' }, { kind: 'text', html: '<p>好</p>' }])
})

test('a text that readers would get half is not published', async () => {
  const ready = vi.fn()
  const { form, readying } = effectScope(true).run(() => useStoryEditing(story(), () => {}, ready))!
  form.blocks.push({ key: 'k', kind: 'picture', pending: { key: 'u', name: '灯.jpg' } })
  await readying.submit()
  expect([Object.keys(readying.errors.value), ready.mock.calls.length, asked.length]).toEqual([['blocks'], 0, 0])
  form.blocks.pop()
  await readying.submit()
  expect(ready).toHaveBeenCalledOnce()
})

test('what was changed is saved before it is published', async () => {
  const ready = vi.fn()
  const { form, readying } = effectScope(true).run(() => useStoryEditing(story(), () => {}, ready))!
  form.title = '新题目'
  answers.push([200, story({ title: '新题目', revision: 4 })])
  await readying.submit()
  expect([asked[0]!.method, ready.mock.calls.length]).toEqual(['PUT', 1])
})

test('some branches are at least one', () => {
  expect(bodyOf(formOf(story({ shown_to: ['b1'] }))).shown_to).toEqual(['b1'])
  expect(() => bodyOf({ ...formOf(story()), whom: 'some' })).toThrow(ApiError)
})

test('a save names the revision it began from, and the next one goes on from there', async () => {
  const { form, saving, changed } = editing(story())
  form.title = '新题目'
  expect(changed.value).toBe(true)
  answers.push([200, story({ title: '新题目', revision: 4 })])
  await saving.submit()
  expect([asked[0]!.body.revision, form.revision, changed.value, sessionStorage.length]).toEqual([3, 4, false, 0])
})

test('what is typed while a save is under way is kept and still unsaved', async () => {
  const { form, saving, changed } = editing(story())
  form.title = '第一次'
  answers.push([200, story({ title: '第一次', revision: 4 })])
  const saved = saving.submit()
  form.title = '又改了'
  await saved
  expect([form.title, changed.value]).toEqual(['又改了', true])
  expect(editing(story({ title: '第一次', revision: 4 })).form.title).toBe('又改了')
})

test('a save by somebody else loses nothing: mine goes over it when I say so', async () => {
  const { form, saving, theirs, keepMine } = editing(story())
  form.title = '我的题目'
  answers.push(changedMeanwhile, [200, story({ title: '他的题目', revision: 5 })])
  await saving.submit()
  expect([theirs.value?.title, form.title, saving.failure.value]).toEqual(['他的题目', '我的题目', undefined])
  answers.push([200, story({ title: '我的题目', revision: 6 })])
  await keepMine()
  expect([asked[2]!.body.revision, form.revision, theirs.value]).toEqual([5, 6, undefined])
})

test('theirs taken, mine is one tap away', async () => {
  const { form, saving, takeTheirs, changed } = editing(story())
  form.title = '我的题目'
  answers.push(changedMeanwhile, [200, story({ title: '他的题目', revision: 5 })])
  await saving.submit()
  takeTheirs()
  expect([form.title, changed.value]).toEqual(['他的题目', false])
  toasted.value!.action!.run()
  expect([form.title, form.revision, changed.value]).toEqual(['我的题目', 5, true])
})

test('a save whose answer got lost is sent again word for word, before what was typed since', async () => {
  const { form, saving, changed } = editing(story())
  form.title = '第一次'
  answers.push([500, { status: 500, code: 'internal_error', title: '', detail: '', errors: [] }])
  await saving.submit()
  form.title = '后来的'
  answers.push([200, story({ title: '第一次', revision: 4 })], [200, story({ title: '后来的', revision: 5 })])
  await saving.submit()
  expect(asked.map(({ body }) => [body.title, body.revision])).toEqual([['第一次', 3], ['第一次', 3], ['后来的', 4]])
  expect([form.revision, changed.value, form.sent]).toEqual([5, false, null])
})

test('a draft whose answer got lost is asked for again under the same id', async () => {
  const made = vi.fn()
  const { form, saving } = editing(undefined, made)
  Object.assign(form, { title: '新的', blocks: [] })
  answers.push([500, { status: 500, code: 'internal_error', title: '', detail: '', errors: [] }])
  await saving.submit()
  form.title = '后来的'
  answers.push([200, story({ revision: 1 })], [200, story({ revision: 2 })])
  await saving.submit()
  expect(asked[1]!.body).toEqual(asked[0]!.body)
  expect([asked[2]!.method, asked[2]!.body.title, asked[2]!.body.revision]).toEqual(['PUT', '后来的', 1])
  expect(made).toHaveBeenCalledWith('AB23CD')
})

test('a planned story shows its time', () => {
  const standing = shallowRef<ManagedStory | undefined>(story({ state: 'scheduled', publish_at: '2030-06-28T01:00:00+00:00' }))
  const { plan } = effectScope(true).run(() => useStoryPublishing(standing, () => {}))!
  expect(plan).toEqual({ later: true, at: '2030-06-28T09:00' })
})

test('a plan needs a time that is still to come, by the clock of the city', () => {
  const now = Date.parse('2023-06-28T09:00:00+08:00')
  expect(planProblem({ later: false, at: '' }, now)).toBe('')
  expect(planProblem({ later: true, at: '' }, now)).not.toBe('')
  expect(planProblem({ later: true, at: '2023-06-28T09:00' }, now)).not.toBe('')
  expect(planProblem({ later: true, at: '2023-06-28T09:01' }, now)).toBe('')
})

test.each([
  [story({ state: 'published' }), null],
  [story({ state: 'scheduled', publish_at: '2030-06-28T01:00:00+00:00' }), '2030-06-28T01:00:00+00:00'],
])('what was taken down comes back as it was', async (before, publish_at) => {
  const standing = shallowRef<ManagedStory | undefined>(before)
  const { withdrawing } = effectScope(true).run(() => useStoryPublishing(standing, () => {}))!
  answers.push([200, { ...before, state: 'withdrawn' }], [200, before])
  await withdrawing.submit()
  expect(standing.value!.state).toBe('withdrawn')
  toasted.value!.action!.run()
  await vi.waitFor(() => expect(standing.value!.state).toBe(before.state))
  expect(asked[1]!.body).toEqual({ revision: 3, publish_at })
})
