/* What a browser tells of its secret: one register out of 2,048 and a rank, the observation of a HyperLogLog counter. The twin
   of `footfall/rules.py`, held by tests/vectors/footfall_pairs.json. Secret and hash stay here. */
import type { Plaque } from '../../app/api/shapes'

export interface Pair { register: number, rank: number }

const INDEX_BITS = 11
const bytesOf = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], byte => parseInt(byte, 16))

/** Undefined where the browser cannot hash (no https). */
export async function pairOf(secret: string, { point, day, salt }: Pick<Plaque, 'point' | 'day' | 'salt'>): Promise<Pair | undefined> {
  if (!globalThis.crypto?.subtle) return undefined
  const told = new TextEncoder().encode(`${point}|${day}|${salt}|`)
  const own = bytesOf(secret)
  const whole = new Uint8Array(told.length + own.length)
  whole.set(told)
  whole.set(own, told.length)
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', whole)).subarray(0, 8)
  const bits = Array.from(digest, byte => byte.toString(2).padStart(8, '0')).join('')
  const rest = bits.slice(INDEX_BITS)
  const first = rest.indexOf('1')
  return { register: parseInt(bits.slice(0, INDEX_BITS), 2), rank: (first < 0 ? rest.length : first) + 1 }
}

/** A secret for one day: 16 random bytes as hex. */
export const freshSecret = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('')
