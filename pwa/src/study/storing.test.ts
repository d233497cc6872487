import { beforeEach, expect, test, vi } from 'vitest'
import type { Course } from '../app/api/shapes'
import { cached, forgetAnswers, recall } from '../app/store'
import { COURSES, courseKey, isStored, lessonKey, storedOf, storeLessons } from './storing'

const net = vi.fn<typeof fetch>()
const never = new AbortController().signal
const step = vi.fn()

beforeEach(async () => {
  await forgetAnswers()
  step.mockReset()
  net.mockReset().mockImplementation(async path => new Response(JSON.stringify({ id: String(path).split('/').pop(), completed_at: null })))
  vi.stubGlobal('fetch', net)
})

test('opening a course puts every lesson on the phone', async () => {
  await storeLessons(course, never, step)
  expect(await recall(COURSES)).toBeTruthy() // and the way back to it
  expect(step).toHaveBeenCalledTimes(3)
  expect((await storedOf(course)).lessons).toBe(3)
  expect((await recall<{ id: string }>(lessonKey('l2')))!.data.id).toBe('l2')
})

test('what is on the phone already is not asked for again', async () => {
  await storeLessons(course, never, step)
  net.mockClear()
  await storeLessons(course, never, step)
  expect(net).not.toHaveBeenCalled()
})

test('a lesson that was completed since is fetched anew', async () => {
  await storeLessons(course, never, step)
  net.mockClear()
  const [first, ...others] = course.lessons
  await storeLessons({ ...course, lessons: [{ ...first!, completed_at: '2026-01-01T00:00:00Z' }, ...others] }, never, step)
  expect(net).toHaveBeenCalledTimes(1)
})

test('a network that goes away leaves what has arrived', async () => {
  net.mockImplementationOnce(async () => new Response('{"id":"l1"}')).mockRejectedValue(new TypeError('Failed to fetch'))
  await storeLessons(course, never, step)
  expect((await storedOf(course)).lessons).toBe(1)
})

test('leaving the page stops it', async () => {
  const left = new AbortController()
  await storeLessons(course, left.signal, () => left.abort())
  expect(net).toHaveBeenCalledTimes(1)
})

test('a course is stored when it and all of its lessons are', async () => {
  expect(await isStored('c1')).toBe(false)
  await storeLessons(course, never, step)
  expect(await isStored('c1')).toBe(false)
  await cached(courseKey('c1'), async () => course)
  expect(await isStored('c1')).toBe(true)
})

const course: Course = {
  id: 'c1', title: '', summary: '', branch: '', cover: null,
  lessons: ['l1', 'l2', 'l3'].map(id => ({ id, title: id, kind: 'article', question_count: 1, completed_at: null })),
}
