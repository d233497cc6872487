import { expect, test } from 'vitest'
import { addOption, newQuestion, ofKind, ofQuestion, removeOption, writeOption } from './questions'

test('a new question has two empty options, none of them right', () => {
  const { options, answer } = newQuestion()
  expect([options.map(({ text }) => text), answer]).toEqual([['', ''], []])
})

test('between one and several right answers the options stay', () => {
  const several = { ...newQuestion('multiple'), answer: ['a', 'b'] }
  expect(ofKind(several, 'single')).toMatchObject({ options: several.options, answer: ['a'] })
})

test('a judgement has its two options, a short answer none', () => {
  expect(ofKind(newQuestion(), 'true_false').options.map(({ text }) => text)).toEqual(['对', '不对'])
  expect(ofKind(newQuestion(), 'short')).toMatchObject({ options: [], answer: ['right'] })
  expect(ofKind(newQuestion('short'), 'single').options).toHaveLength(2)
})

test('an option that goes is no right answer any more', () => {
  const question = addOption(newQuestion())
  const [first] = question.options
  const marked = { ...writeOption(question, first!.id, '先问一句'), answer: [first!.id] }
  expect(marked.options[0]!.text).toBe('先问一句')
  expect(removeOption(marked, first!.id)).toMatchObject({ answer: [], options: question.options.slice(1) })
})

test('messages go to their question', () => {
  expect(ofQuestion({ 'title': 'x', 'questions.1.text': '请写题目', 'questions.1.options.0.text': '空', 'questions.10.text': 'y' }, 1)).toEqual({ 'text': '请写题目', 'options.0.text': '空' })
})
