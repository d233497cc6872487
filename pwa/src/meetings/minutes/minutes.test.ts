import { describe, expect, test } from 'vitest'
import { movedCaret, rebase, splice } from './rebase'
import { choiceIn, chosen } from './wordings'

test.each([
  ['一二', '一三二', { at: 1, gone: 0, came: '三' }],
  ['一二三', '一三', { at: 1, gone: 1, came: '' }],
  ['一一', '一一一', { at: 2, gone: 0, came: '一' }],
  ['', '一', { at: 0, gone: 0, came: '一' }],
])('one change of %s to %s', (from, to, found) => {
  expect(splice(from, to)).toEqual(found)
})

describe('what was typed meanwhile', () => {
  test.each([
    ['nothing was', '一。', '一。', '一。二。', '一。二。'],
    ['the server changed nothing', '一。', '一。二', '一。', '一。二'],
    ['before what others wrote', '一。二。', '零一。二。', '一。二。三。', '零一。二。三。'],
    ['behind what others wrote', '一。二。', '一。二。三', '零。一。二。', '零。一。二。三'],
    ['at the same end: my words go on', '一。', '一。我还', '一。他说。', '一。我还他说。'],
    ['after others removed something', '一。二。', '一。二。三', '二。', '二。三'],
  ])('stands: %s', (_, sent, typed, answered, found) => {
    expect(rebase(sent, typed, answered)).toBe(found)
  })

  test('in the very words that others changed waits for the server', () => {
    expect(rebase('同意。', '不同意。他', '反对。')).toBeUndefined()
  })
})

test.each([
  ['一二', '零一二', 1, 2],
  ['一二', '一二三', 1, 1],
  ['一二三四', '一四', 2, 1],
])('the caret stays with its words: %s, %s', (before, after, caret, moved) => {
  expect(movedCaret(before, after, caret)).toBe(moved)
})

test('two wordings are found, and one is chosen', () => {
  const text = '一。【不同写法】同意。【或】反对。【完】三。'
  const choice = choiceIn(text)!
  expect(choice.wordings).toEqual(['同意。', '反对。'])
  expect(chosen(text, choice, '反对。')).toBe('一。反对。三。')
  expect(choiceIn('一。')).toBeUndefined()
  expect(choiceIn('【不同写法】没有完')).toBeUndefined()
})
