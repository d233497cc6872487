import { expect, test } from 'vitest'
import { cellWords, gapWords } from './year'

const gap = { kind: 'general', every: 'quarter', number: 1, over: true, unsigned: false, planned: false } as const

const months = (...numbers: number[]) => numbers.map(number => ({ ...gap, kind: 'group', every: 'month', number } as const))

test.each([
  [[gap], [{ kind: 'general', title: '一季度还没有记到党员大会', lines: [] }]],
  [[{ ...gap, over: false }], [{ kind: 'general', title: '一季度还没有记到党员大会', lines: ['一季度还来得及安排'] }]],
  [[{ ...gap, unsigned: true }], [{ kind: 'general', title: '一季度还没有记到党员大会', lines: ['一季度开过了，记录还没有签字'] }]],
  [months(1, 2, 3, 5, 7, 8), [{ kind: 'group', title: '1月到3月、5月、7月、8月还没有记到党小组会', lines: [] }]],
  [[...months(1), ...months(2).map(one => ({ ...one, over: false, planned: true }))], [{ kind: 'group', title: '1月、2月还没有记到党小组会', lines: ['2月已经安排了'] }]],
  [[], []],
])('what is not recorded is said as help, a line for each kind', (given, said) => {
  expect(gapWords(given)).toEqual(said)
})

test('a month says what it has, each with its measure', () => {
  expect(cellWords({ signed: 2, unsigned: 0, planned: 1 })).toEqual(['已记 2 场', '要开 1 场'])
  expect(cellWords({ signed: 0, unsigned: 0, planned: 0 })).toEqual(['—'])
})
