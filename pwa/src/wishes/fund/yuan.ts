/* Yuan as people type and read them, fen as they are stored. Digits are moved, nothing is computed with fractions. */
import { numberText } from '../../app/format'

export const FEN_MOST = 1_000_000_000

/** `12.5`, `１２．５０`, `￥1,200` → fen; undefined for anything that is not an amount with at most two decimals. */
export function parseYuan(typed: string): number | undefined {
  const plain = typed.normalize('NFKC').replace(/[\s¥元]/g, '').replace(/。/g, '.').replace(/,(?=\d{3}(\D|$))/g, '')
  const found = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(plain)
  return found ? Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0')) : undefined
}

/** 123450 → 1,234.50 */
export function yuanText(fen: number): string {
  const digits = String(Math.abs(fen)).padStart(3, '0')
  return `${fen < 0 ? '−' : ''}${numberText(Number(digits.slice(0, -2)))}.${digits.slice(-2)}`
}
