import { expect, test } from 'vitest'
import { stallOf, stallText } from './arranging'

test.each([
  ['A1，义剪，理发协会', { number: 'A1', name: '义剪', host: '理发协会' }],
  ['义剪，理发协会', { number: '', name: '义剪', host: '理发协会' }],
  ['12, 义诊', { number: '12', name: '义诊', host: '' }],
  ['义诊', { number: '', name: '义诊', host: '' }],
  ['3号，义诊，中医院，红十字会', { number: '3号', name: '义诊', host: '中医院、红十字会' }],
])('%s is a stall', (line, stall) => {
  expect(stallOf(line)).toEqual(stall)
  expect(stallOf(stallText(stall))).toEqual(stall)
})
