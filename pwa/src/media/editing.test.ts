import { expect, test } from 'vitest'
import type { Media } from '../app/api/shapes'
import { changed, edited, firstProblem, inserted, moved, newBlock, preview, without, written, type EditedBlock } from './editing'
import { strings } from './strings'

const media = { id: 'a'.repeat(22), kind: 'picture', src: '/x', sizes: [480] } as unknown as Media
const picture: EditedBlock = { key: '1', kind: 'picture', media, alt: ' 合影 ', title: 'no' }
const text: EditedBlock = { key: '2', kind: 'text', html: '<p>好</p>' }
const pending: EditedBlock = { key: '3', kind: 'video', pending: { key: 'k', name: 'a.mp4' } }

test('what is shown can be edited and sent again', () => {
  const shown = preview([picture, text])
  expect(preview(edited(shown))).toEqual(shown)
  expect(written(edited(shown))).toEqual([{ kind: 'picture', media: media.id, alt: '合影', caption: '' }, { kind: 'text', html: '<p>好</p>' }])
})

test('what is empty or on its way is not sent', () => {
  expect(written([pending, newBlock('text'), newBlock('file'), text])).toEqual([{ kind: 'text', html: '<p>好</p>' }])
})

test('a text without a description of its picture, or with a file on its way, cannot be published yet', () => {
  expect(firstProblem([text, picture])).toBeUndefined()
  expect(firstProblem([text, { ...picture, alt: ' ' }])).toBe(strings.editor.altMissing)
  expect(firstProblem([pending])).toBe(strings.editor.unfinished)
})

test('blocks move, come and go without touching the list that was', () => {
  const list = ['a', 'b', 'c']
  expect([moved(list, 1, -1), moved(list, 1, 1), moved(list, 0, -1), moved(list, 2, 1)]).toEqual([['b', 'a', 'c'], ['a', 'c', 'b'], list, list])
  expect([inserted(list, 1, 'x'), without(list, 0), list]).toEqual([['a', 'x', 'b', 'c'], ['b', 'c'], ['a', 'b', 'c']])
  expect(changed([text, picture], '1', { alt: '新' })[1]).toMatchObject({ key: '1', alt: '新' })
})
