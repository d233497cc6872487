import { expect, test } from 'vitest'
import vectors from '../../../tests/vectors/lesson_answers.json'
import type { Question } from '../app/api/shapes'
import { answersOf, choicesOf, isRight, verdictOf } from './judging'

test.each(vectors.cases)('as on the server: $about', ({ question, chosen, known, right, verdict }) => {
  const asked = question as Question
  expect(isRight(asked, chosen)).toBe(right)
  expect(verdictOf(asked, chosen, true)).toBe(verdict)
  expect(chosen.every(one => choicesOf(asked).includes(one))).toBe(known)
})

test('the set of choices counts, not their order', () => {
  expect(isRight(question('multiple', ['a', 'b']), ['b', 'a'])).toBe(true)
  expect(isRight(question('multiple', ['a', 'b']), ['a', 'b', 'b'])).toBe(true)
})

test('too few and too many are both not right', () => {
  expect(isRight(question('multiple', ['a', 'b']), ['a'])).toBe(false)
  expect(isRight(question('multiple', ['a', 'b']), ['a', 'b', 'c'])).toBe(false)
  expect(isRight(question('single', ['a']))).toBe(false)
})

test('one choice is judged at once', () => {
  expect(verdictOf(question('single', ['a']), ['a'])).toBe('right')
  expect(verdictOf(question('true_false', ['a']), ['b'])).toBe('wrong')
  expect(verdictOf(question('single', ['a']))).toBe('open')
})

test('several choices are judged only when the person says that these are all', () => {
  expect(verdictOf(question('multiple', ['a', 'b']), ['a'])).toBe('open')
  expect(verdictOf(question('multiple', ['a', 'b']), ['a'], true)).toBe('wrong')
  expect(verdictOf(question('multiple', ['a', 'b']), ['a', 'b'], true)).toBe('right')
})

test('what is handed in names every question', () => {
  const both = [question('single', ['a'], 'q1'), question('multiple', ['a', 'b'], 'q2')]
  expect(answersOf(both, { q1: ['b'] })).toEqual([{ question: 'q1', chosen: ['b'] }, { question: 'q2', chosen: [] }])
})

function question(kind: Question['kind'], answer: string[], id = 'q'): Question {
  return { id, kind, answer, text: '', explanation: '', model: '', options: ['a', 'b', 'c'].map(letter => ({ id: letter, text: letter })) }
}
