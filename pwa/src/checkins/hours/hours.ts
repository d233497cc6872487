/* Minutes as the server keeps them, hours as people say them. */
import { ApiError } from '../../app/api/client'
import { clockText } from '../../app/format'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export const MINUTES_MOST = 24 * 60
const TENTH = 6 // minutes in a tenth of an hour

/** 155 → 2.5: one decimal, cut and never rounded up. */
export function hoursText(minutes: number) {
  const tenths = Math.floor(Math.abs(minutes) / TENTH)
  return `${minutes < 0 ? '-' : ''}${Math.floor(tenths / 10)}.${tenths % 10}`
}

/** 2.5 → 150; undefined for what is no number of hours. */
export function parseHours(typed: string): number | undefined {
  const text = typed.trim().replace(/[０-９．]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0)).replace(/[。，,]/, '.').replace(/\s*(小时|h)$/i, '')
  return /^\d{1,3}(\.\d{1,2})?$/.test(text) ? Math.round(Number(text) * 60) : undefined
}

/** For a field that begins with what stands: 150 → 2.5, 155 → 2.58. */
export const typedHours = (minutes: number) => String(Number((minutes / 60).toFixed(2)))

export const problem = (field: string, message: string) => new ApiError(422, 'validation_failed', '', message, [{ field, message }])

/** The typed hours in minutes; throws what the field shows. */
export function minutesOf(typed: string, least = 1): number {
  if (!typed.trim()) throw problem('minutes', strings.hoursMissing)
  const minutes = parseHours(typed)
  if (minutes === undefined || minutes < least) throw problem('minutes', strings.hoursWrong)
  if (minutes > MINUTES_MOST) throw problem('minutes', strings.hoursMany)
  return minutes
}

/** One act keeps its id while its content stays the same, so that a lost answer is asked for again and not doubled. */
export function useActId() {
  let [id, said] = [uuid(), '']
  return (content: unknown) => {
    const now = JSON.stringify(content)
    if (now !== said) [id, said] = [uuid(), now]
    return id
  }
}

/** 2026年6月28日, as papers write a day. */
export function dayWords(day: string) {
  const [year, month, date] = day.split('-').map(Number)
  return `${year}年${month}月${date}日`
}

/** 2026.03.02–10.30, short enough for a table. */
export function spanWords(first: string, last: string) {
  const [from, to] = [first.replace(/-/g, '.'), last.replace(/-/g, '.')]
  return first === last ? from : `${from}–${first.slice(0, 4) === last.slice(0, 4) ? to.slice(5) : to}`
}

/** The day of a moment, as papers write it. */
export const momentDay = (moment: string) => dayWords(new Date(Date.parse(moment) + 8 * 3_600_000).toISOString().slice(0, 10))

/** 9:00 至 11:30; without both ends, nothing. */
export const fromTo = (from: string | null | undefined, to: string | null | undefined) => from && to ? strings.entry.from(clockText(from), clockText(to)) : ''
