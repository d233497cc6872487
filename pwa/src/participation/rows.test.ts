import { expect, test } from 'vitest'
import type { LedgerRow } from '../app/api/shapes'
import { byDay, factsText, quantityText } from './rows'

test('rows stand under the day they count for', () => {
  const days = byDay([row({ id: 'c', day: '2023-06-29' }), row({ id: 'b' }), row({ id: 'a' })], Date.parse('2023-06-29T12:00:00+08:00'))
  expect(days.map(({ title, rows }) => [title, rows.map(({ id }) => id)])).toEqual([['今天', ['c']], ['昨天', ['b', 'a']]])
})

test('a row tells who, when and how it came in', () => {
  expect(factsText(row({}))).toBe('王芳 · 9:05 · 自己扫码')
  expect(factsText(row({ who: '市民', source: 'claim' }))).toBe('市民 · 9:05 · 认领')
  expect(factsText(row({ source: 'by_pigeon' }))).toContain('其他')
})

test('a row that came in late says so; imported history always did', () => {
  expect(factsText(row({ received_at: '2023-06-30T09:05:00+08:00' }))).toContain('后来补交')
  expect(factsText(row({ who: '', source: 'import', received_at: '2026-01-01T00:00:00+08:00' }))).toBe('导入')
})

test('what was given back on a later day names that day', () => {
  expect(factsText(row({ source: 'claim', occurred_at: '2023-07-02T10:00:00+08:00', received_at: '2023-07-02T10:00:00+08:00' }))).toContain('7月2日')
})

test('quantities carry their measure; a correction is less than nothing, history only about right', () => {
  expect(quantityText(row({}))).toBe('1 人次')
  expect(quantityText(row({ quantity: -1, corrects: 'claim:1' }))).toBe('−1 人次')
  expect(quantityText(row({ quantity: 2_000_000, approx: true }))).toBe('约 200万 人次')
})

function row(part: Partial<LedgerRow>): LedgerRow {
  return {
    id: 'x', day: '2023-06-28', kind: 'check_in', title: '公益集市', who: '王芳', source: 'self_scan', measure: 'attendances', quantity: 1, approx: false,
    occurred_at: '2023-06-28T09:05:00+08:00', received_at: '2023-06-28T09:05:02+08:00', branches: [], corrects: null, ...part,
  }
}
