/* Hosts, blocks and stalls as lines of a text, which is quicker to type than rows of boxes. */
import type { EventDetail } from '../../app/api/shapes'

export type Stall = EventDetail['stalls'][number]

/** `A1，义剪，理发协会`: a number that looks like one, the stall, whose it is; the first and the last may be left out. */
export function stallOf(line: string): Stall {
  const parts = line.split(/[，,]/).map(part => part.trim()).filter(Boolean)
  const numbered = parts.length > 1 && /^[A-Za-z]{0,3}-?\d{0,4}号?$/.test(parts[0]!)
  const [name = '', ...hosts] = numbered ? parts.slice(1) : parts
  return { number: numbered ? parts[0]! : '', name, host: hosts.join('、') }
}

export const stallText = ({ number, name, host }: Stall) => [number, name, host].filter(Boolean).join('，')
