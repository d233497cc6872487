import { expect, test } from 'vitest'
import type { Question } from '../../app/api/shapes'
import { written as sentBlocks, type EditedBlock } from '../../media/editing'
import { bodyOf, merged, piecesOf, type Written } from './merging'

const text = (html: string): EditedBlock => ({ key: html, kind: 'text', html })
const html = ({ blocks }: Written) => sentBlocks(blocks).map(block => block.html ?? block.kind)
const picture = { key: 'p', kind: 'picture', media: { id: 'P'.repeat(22), kind: 'picture', src: '/p' }, alt: '', caption: '合影' } as EditedBlock
const question = (id: string, words = id) => ({ id, kind: 'single', text: words, options: [], answer: [], model: '', explanation: '' }) as Question
const written = (more: Partial<Written> = {}): Written => ({ title: '课', blocks: [], questions: [], ...more })

test('a file goes out by its id, and not before it is there', () => {
  expect(bodyOf(written({ blocks: [text('<p>一</p>'), picture, { ...picture, media: undefined }] })).blocks).toEqual([
    { kind: 'text', html: '<p>一</p>' }, { kind: 'picture', media: 'P'.repeat(22), alt: '', caption: '合影' },
  ])
})

test('a text falls into its paragraphs', () => {
  expect(piecesOf('<p>一</p><ul><li>二</li></ul>')).toEqual(['<p>一</p>', '<ul><li>二</li></ul>'])
})

test('what only the other wrote follows, under their name; what both have is there once', () => {
  const mine = written({ blocks: [text('<p>一</p><p>我加的</p>')] })
  const theirs = written({ blocks: [text('<p>一</p><p>对方加的</p>'), picture] })
  expect(html(merged(mine, theirs, '以下是钱委员写的'))).toEqual(['<p>一</p><p>我加的</p>', '<h3>以下是钱委员写的</h3>', '<p>对方加的</p>', 'picture'])
})

test('nothing is said when the other wrote nothing new', () => {
  const mine = written({ blocks: [text('<p>一</p><p>二</p>'), picture], questions: [question('q')] })
  expect(merged(mine, written({ blocks: [picture, text('<p>二</p>')], questions: [question('q')] }), '以下')).toEqual(mine)
})

test('a question that both changed is there twice, under two ids', () => {
  const both = merged(written({ questions: [question('q', '我改的')] }), written({ questions: [question('q', '对方改的'), question('r')] }), '以下')
  expect(both.questions.map(({ text }) => text)).toEqual(['我改的', '对方改的', 'r'])
  expect(new Set(both.questions.map(({ id }) => id)).size).toBe(3)
})

test('a name with signs stays a name', () => {
  expect(merged(written(), written({ blocks: [text('<p>一</p>')] }), '<b>').blocks[0]!.html).toBe('<h3>&lt;b&gt;</h3>')
})
