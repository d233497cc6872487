import { expect, test } from 'vitest'
import type { RouteStop } from '../../app/api/shapes'
import { codeText, sheetsOf } from './plaques'
import { missing, moved, stopBody, stopProblems, stopValues, type StopValues } from './writing'

const stop = {
  id: 's', name: '码头', place: '江边', text: '从前', map_link: null, digest: '', question: { text: '几艘？', answer: '三艘' },
  audio: { src: '/a.m4a', type: 'audio/mp4', duration_s: 60, bytes: 9 },
} as RouteStop
const values = (more: Partial<StopValues> = {}): StopValues => ({ ...stopValues(stop), stop: '', filled: true, ...more })
const fields = (more: Partial<StopValues>) => stopProblems(values(more)).map(({ field }) => field)

test('what was read is what is sent', () => {
  const { id, digest, ...content } = stop
  expect(stopBody(values(), 'audio/mp4')).toEqual(content)
  expect(stopProblems(values())).toEqual([])
})

test('empty parts are left out, and half ones are said at their field', () => {
  expect(stopBody(values({ src: '', question: ' ', map_link: ' ' }))).toMatchObject({ audio: null, question: null, map_link: null })
  expect(fields({ name: ' ', text: '' })).toEqual(['name', 'text'])
  expect(fields({ answer: '' })).toEqual(['question.answer'])
  expect(fields({ question: '' })).toEqual(['question.text'])
  expect(fields({ seconds: '一分钟' })).toEqual(['audio.src'])
  expect(fields({ bytes: '' })).toEqual(['audio.src'])
})

test('the kind of a recording is known by its ending', () => {
  expect(stopBody(values()).audio?.type).toBe('audio/mp4')
  expect(stopBody(values({ src: '/a.ogg' })).audio?.type).toBe('audio/ogg')
  expect(stopBody(values({ src: '/media' })).audio?.type).toBe('audio/mpeg')
})

test('a stop moves up and down, and none is lost', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b'])
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c'])
})

test('what is empty is named', () => {
  expect(missing({ title: ' ', summary: '好' }, { title: '请写', summary: '请写' })).toEqual([{ field: 'title', message: '请写' }])
})

test('plaques fill their sheets, and codes are read in two groups', () => {
  expect(sheetsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]])
  expect(codeText('AB23CD')).toBe('AB2 3CD')
})
