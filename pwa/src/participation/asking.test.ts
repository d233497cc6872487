import { expect, test } from 'vitest'
import { everything, labelOf, narrow, readAsked, spanText, splitOf, writeAsked } from './asking'

const branch = '14520404f929fd4dc1dacf46'
const round = (query: Record<string, unknown>) => writeAsked(readAsked(query))

test('every choice survives the way through the address', () => {
  const query = { branch, kind: 'claim', measure: 'people', by: 'day', from: '2023-06-01', to: '2023-06-30', rows: '1' }
  expect(round(query)).toEqual(query)
})

test('what goes without saying is left out, and nonsense too', () => {
  expect(round({ measure: 'attendances' })).toEqual({})
  expect(round({ branch: '../x', kind: 'toString', measure: 'minutes', by: 'person', from: '2023-13-40', to: ['2023-06-01'], rows: 'yes' })).toEqual({})
})

test('days the wrong way round are turned', () => {
  expect(round({ from: '2023-06-30', to: '2023-06-01' })).toEqual({ from: '2023-06-01', to: '2023-06-30' })
})

test('all kinds are split by kind, one kind by month, unless chosen otherwise', () => {
  expect(splitOf(everything)).toBe('kind')
  expect(splitOf({ ...everything, kind: 'study' })).toBe('month')
  expect(splitOf({ ...everything, kind: 'study', by: 'branch' })).toBe('branch')
})

test('a line leads to the same number for it alone', () => {
  const into = (part: Partial<typeof everything>, key: string, children = false) => writeAsked(narrow({ ...everything, ...part }, key, () => children))
  expect(into({ measure: 'people' }, 'claim')).toEqual({ measure: 'people', kind: 'claim' })
  expect(into({ by: 'branch' }, branch, true)).toEqual({ branch, by: 'branch' })
  expect(into({ by: 'branch' }, branch)).toEqual({ branch })
  expect(into({ by: 'year' }, '2024')).toEqual({ from: '2024-01-01', to: '2024-12-31', by: 'month' })
  expect(into({ by: 'month' }, '2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29', by: 'day' })
  expect(into({ by: 'day' }, '2023-06-28')).toEqual({ from: '2023-06-28', to: '2023-06-28', by: 'kind' })
})

test('a month that was only partly asked for stays partly', () => {
  const part = narrow({ ...everything, by: 'month', from: '2023-06-10', to: '2023-07-05' }, '2023-06', () => false)
  expect(part).toMatchObject({ from: '2023-06-10', to: '2023-06-30' })
})

test.each([
  ['', '', '全部时间'],
  ['2023-06-01', '', '2023年6月1日起'],
  ['', '2023-06-01', '到2023年6月1日'],
  ['2023-06-28', '2023-06-28', '2023年6月28日'],
  ['2023-06-01', '2023-06-30', '2023年6月'],
  ['2023-01-01', '2023-12-31', '2023年'],
  ['2023-06-01', '2023-07-30', '2023年6月1日到2023年7月30日'],
])('from %s to %s is said as people say it', (from, to, said) => {
  expect(spanText({ from, to })).toBe(said)
})

test('lines have names that people use', () => {
  expect(labelOf('month', { key: '2023-06', label: '2023-06' })).toBe('2023年6月')
  expect(labelOf('year', { key: '2023', label: '2023' })).toBe('2023年')
  expect(labelOf('kind', { key: 'study', label: '学习' })).toBe('学习')
})
