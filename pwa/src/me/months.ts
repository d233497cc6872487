/* A list by month, in the order it comes: newest first. */
import { monthText } from '../app/format'

export interface Month<T> { month: string, items: T[] }

export function byMonth<T extends { occurred_at: string }>(items: T[]): Month<T>[] {
  const months: Month<T>[] = []
  for (const item of items) {
    const month = monthText(item.occurred_at)
    const last = months[months.length - 1]
    if (last?.month === month) last.items.push(item)
    else months.push({ month, items: [item] })
  }
  return months
}
