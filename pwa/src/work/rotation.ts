/* Which of the codes at hand is to be shown at a moment. Pure: times in milliseconds of the server's clock. */
import type { DeskCode } from '../app/api/shapes'

export type ShownCode = DeskCode['codes'][number]
const EARLY = 5_000 // the server takes a code this long before its time

const from = (code: ShownCode) => Date.parse(code.from)
const to = (code: ShownCode) => Date.parse(code.to)

/** Until when the codes at hand can be shown: the server takes each for `acceptS` seconds after it began. */
export function lastsUntil(codes: ShownCode[], acceptS: number) {
  return Math.max(0, ...codes.map(code => from(code) + acceptS * 1000))
}

/** The code of this moment; past the last one's time that one, as long as the server takes it. */
export function codeAt(codes: ShownCode[], now: number, acceptS: number): ShownCode | undefined {
  const current = codes.find(code => from(code) <= now && now < to(code))
  if (current) return current
  const first = codes[0]
  if (first && now < from(first)) return from(first) - now <= EARLY ? first : undefined
  const last = codes[codes.length - 1]
  return last && now < lastsUntil([last], acceptS) ? last : undefined
}

/** Whole seconds until the code changes; 0 when no next one is at hand. */
export const secondsLeft = (code: ShownCode, now: number) => Math.max(0, Math.ceil((to(code) - now) / 1000))
