import { expect, test } from 'vitest'
import { readFilters, writeFilters } from './filters'

const round = (query: Record<string, string>) => writeFilters(readFilters(query))

test('at first the wishes that wait are shown, and the address stays short', () => {
  expect(readFilters({}).state).toBe('open')
  expect(round({})).toEqual({})
})

test('every choice survives the way through the address', () => {
  const query = { state: 'claimed', group: '困难老人', district: '余姚市', organisation: '松年助老服务中心', fair: '19f4c5a6bcf8d7e179ddd696' }
  expect(round(query)).toEqual(query)
  expect(round({ state: 'all' })).toEqual({ state: 'all' })
})

test('whoever searches sees wishes in every state, unless they choose one', () => {
  expect(readFilters({ q: ' 轮椅 ' })).toMatchObject({ state: '', q: '轮椅' })
  expect(round({ q: '轮椅', state: 'open' })).toEqual({ q: '轮椅', state: 'open' })
})

test('nonsense in the address is left out', () => {
  expect(round({ state: 'nice', group: '富翁', fair: '../x' })).toEqual({})
})
