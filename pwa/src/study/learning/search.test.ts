import { expect, test } from 'vitest'
import { marked } from './search'

test('every word that was looked for is marked, whatever its case', () => {
  expect(marked('先敲门，Party 再敲门', '敲门 party').filter(({ hit }) => hit).map(({ text }) => text)).toEqual(['敲门', 'Party', '敲门'])
})

test('signs that mean something to patterns mean nothing here', () => {
  expect(marked('甲.*乙', '.*')).toEqual([{ text: '甲', hit: false }, { text: '.*', hit: true }, { text: '乙', hit: false }])
})

test('nothing looked for leaves the text in one piece', () => {
  expect(marked('甲乙', ' ')).toEqual([{ text: '甲乙', hit: false }])
})
