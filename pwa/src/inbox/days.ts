/* A list by day, in the order it comes: newest first. */
import { nearDayText } from '../app/format'

export interface Day<T> { day: string, items: T[] }

export function byDay<T extends { sent_at: string }>(items: T[], now: number | Date = Date.now()): Day<T>[] {
  const days: Day<T>[] = []
  for (const item of items) {
    const day = nearDayText(item.sent_at, now)
    const last = days[days.length - 1]
    if (last?.day === day) last.items.push(item)
    else days.push({ day, items: [item] })
  }
  return days
}
