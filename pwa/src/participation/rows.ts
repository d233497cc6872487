/* The rows behind a number, in words. */
import { api } from '../app/api/client'
import type { LedgerRow, Page } from '../app/api/shapes'
import { clockText, countText, dayText, measureText, measureUnits, momentText, nearDayText } from '../app/format'
import { usePages } from '../app/lists'
import type { Asked } from './asking'
import { strings } from './strings'

const HOUR = 3600_000

export function useRows(asked: () => Asked) {
  const query = () => {
    const { branch, kind, measure, from, to } = asked()
    return { branch, kind, from, to, limit: 50, measure: measure === 'people' ? 'attendances' : measure } // people are told by their attendances
  }
  const fetchPage = (cursor?: string): Promise<Page<LedgerRow>> => api.get('/participation/rows', { query: { ...query(), cursor } })
  return usePages<LedgerRow>(() => `counts.rows.${JSON.stringify(query())}`, fetchPage)
}

/** Under the day they count for; the list is already in that order. */
export function byDay(rows: LedgerRow[], now: number = Date.now()) {
  const days: { day: string, title: string, rows: LedgerRow[] }[] = []
  for (const row of rows) {
    if (days[days.length - 1]?.day !== row.day) days.push({ day: row.day, title: nearDayText(row.day, now), rows: [] })
    days[days.length - 1]!.rows.push(row)
  }
  return days
}

/** 王芳 · 9:05 · 自己扫码; with the day when the act was on another day than the one it counts for. */
export function factsText({ who, day, occurred_at, received_at, source }: LedgerRow) {
  const imported = source === 'import'
  const when = dayText(occurred_at) === dayText(day) ? clockText(occurred_at) : momentText(occurred_at)
  const late = !imported && Date.parse(received_at) - Date.parse(occurred_at) > HOUR
  const words = strings.rows
  return [who, imported ? '' : when, words.sources[source] ?? words.otherSource, late && words.late].filter(Boolean).join(' · ')
}

export function quantityText({ quantity, approx, measure }: LedgerRow) {
  const unit = measureUnits[measure]
  if (approx) return countText({ exact: 0, approx: quantity }, unit)
  const text = measureText(Math.abs(quantity), unit)
  return quantity < 0 ? strings.rows.minus(text) : text
}
