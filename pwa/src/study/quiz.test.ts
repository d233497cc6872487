import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { Lesson } from '../app/api/shapes'
import { allLetters, dropLetter } from '../app/outbox'
import { useQuiz } from './quiz'

const net = vi.fn<typeof fetch>()
const body = () => JSON.parse(String(net.mock.calls[0]![1]!.body))
let scope: EffectScope

beforeEach(async () => {
  sessionStorage.clear()
  net.mockReset().mockImplementation(async () => new Response('{"state":"completed"}', { status: 201 }))
  vi.stubGlobal('fetch', net)
  for (const { id } of await allLetters()) await dropLetter(id)
})
afterEach(() => scope.stop())

test('choices are there again after a reload', () => {
  const first = open()
  first.choose('q1', ['a'])
  scope.stop()
  expect(open().values.chosen).toEqual({ q1: ['a'] })
})

test('another choice has to be settled again', () => {
  const quiz = open()
  quiz.choose('q2', ['a'])
  quiz.settle('q2')
  expect(quiz.verdicts.value.q2).toBe('wrong')
  quiz.choose('q2', ['a', 'b'])
  expect(quiz.verdicts.value.q2).toBe('open')
})

test('nothing is open once every answer is right', () => {
  const quiz = answered()
  expect(quiz.open.value).toEqual([])
})

test('handing in sends answers and both clocks, and empties the draft', async () => {
  const quiz = answered()
  expect((await quiz.handIn()).state).toBe('sent')
  expect(net.mock.calls[0]![0]).toBe('/api/v1/lessons/l1/completion')
  expect(body()).toMatchObject({ answers: [{ question: 'q1', chosen: ['a'] }, { question: 'q2', chosen: ['b', 'a'] }] })
  expect(Object.keys(body()).sort()).toEqual(['answers', 'client_id', 'missed', 'occurred_at', 'sent_at', 'version'])
  expect(quiz.started.value).toBe(false)
})

test('what was wrong at the first try is told, and the version that was answered', async () => {
  const quiz = open()
  quiz.choose('q1', ['b'])
  quiz.choose('q1', ['a'])
  quiz.choose('q2', ['a'])
  quiz.choose('q2', ['a', 'b'])
  await quiz.handIn()
  expect(body()).toMatchObject({ missed: ['q1'], version: 3 }) // q2 was never settled before it was right
})

test('a choice that the lesson no longer has is forgotten', () => {
  open().choose('q1', ['a'])
  scope.stop()
  const [first, ...others] = lesson.questions
  expect(open({ questions: [{ ...first!, options: [{ id: 'x', text: '' }] }, ...others] }).values.chosen).toEqual({})
})

test('without a network the completion waits on the phone', async () => {
  net.mockRejectedValue(new TypeError('Failed to fetch'))
  expect((await answered().handIn()).state).toBe('kept')
  expect(await allLetters()).toMatchObject([{ path: '/lessons/l1/completion', label: '学完《第一课》' }])
})

test('what the server refuses leaves the answers where they are', async () => {
  net.mockImplementation(async () => new Response('{"code":"answers_incorrect","title":"再想一想"}', { status: 422 }))
  const quiz = answered()
  await expect(quiz.handIn()).rejects.toMatchObject({ code: 'answers_incorrect' })
  expect(quiz.started.value).toBe(true)
})

function open(more: Partial<Lesson> = {}) {
  scope = effectScope()
  return scope.run(() => useQuiz({ ...lesson, ...more }))!
}
function answered() {
  const quiz = open()
  quiz.choose('q1', ['a'])
  quiz.choose('q2', ['b', 'a'])
  return quiz
}
const options = ['a', 'b', 'c'].map(id => ({ id, text: id }))
const lesson = {
  id: 'l1', title: '第一课', version: 3, note: null, course: { id: 'c1', title: '课程' },
  questions: [
    { id: 'q1', kind: 'single', text: '', explanation: '', answer: ['a'], options },
    { id: 'q2', kind: 'multiple', text: '', explanation: '', answer: ['a', 'b'], options },
  ],
} as unknown as Lesson
