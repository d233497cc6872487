import { expect, test } from 'vitest'
import type { Counts } from '../app/api/shapes'
import { figuresOf, historyOf } from './together'

const kinds = { unit: '人次', rows: [{ key: 'study', label: '学习', exact: 12, approx: 2_000_000 }, { key: 'claim', label: '认领', exact: 290, approx: 0 }] } as unknown as Counts
const people = { unit: '人', exact: 281 } as Counts

test('every figure has its measure and leads to its explanation', () => {
  expect(figuresOf({ kinds, people }).map(({ value, unit, to }) => [value, unit, to])).toEqual([
    [290, '人次', '/counts?kind=claim'], [281, '人', '/counts?kind=claim&measure=people'], [12, '人次', '/counts?kind=study'], [0, '人次', '/counts?kind=check_in'],
  ])
})

test('approximate history is said as such and added to nothing', () => {
  expect(historyOf({ kinds })).toEqual([{ key: 'study', label: '学习', text: '约 200万 人次', to: '/counts?kind=study' }])
})
