import { expect, test } from 'vitest'
import { parseYuan, yuanText } from './yuan'

test.each([
  ['12.50', 1250], ['12.5', 1250], ['12', 1200], ['12.', 1200], ['0.07', 7], ['0', 0], ['007', 700],
  ['１２．５０', 1250], ['￥1,200.30', 120030], ['1,234,567.89', 123456789], [' 80 元', 8000], ['12。5', 1250],
])('%s is an amount', (typed, fen) => { expect(parseYuan(typed)).toBe(fen) })

test.each(['', '.', '.5', '12.505', '-3', '+3', '1e3', '1,2', '12,50', '十二', '1.2.3', '0x10', '9999999999', 'NaN'])('"%s" is none', typed => {
  expect(parseYuan(typed)).toBeUndefined()
})

test('amounts that fractions of two would miss are exact', () => {
  for (const typed of ['0.29', '1.15', '8.95', '19.99', '1001.10', '4.35']) {
    expect(yuanText(parseYuan(typed)!).replace(',', '')).toBe(typed)
  }
})

test('every amount up to a hundred yuan is read back as it was', () => {
  for (let fen = 0; fen <= 10_000; fen++) expect(parseYuan(yuanText(fen))).toBe(fen)
})

test.each([[0, '0.00'], [7, '0.07'], [123450, '1,234.50'], [-6050, '−60.50'], [100_000_000_000, '1,000,000,000.00']])('%d fen reads %s', (fen, text) => {
  expect(yuanText(fen)).toBe(text)
})
