/* Opening hours as people write and read them: 8:30-11:30 13:30-17:00. */
import type { OpeningSpan } from '../../app/api/shapes'
import { strings } from './strings'

const words = strings.opening
const SPAN = /(\d{1,2}):(\d{2})(?:-|至|到)(?:次日)?(\d{1,2}):(\d{2})/g

const clockOf = (hour: string, minute: string) => `${hour.padStart(2, '0')}:${minute}`
const plain = (clock: string) => clock.replace(/^0(?=\d)/, '')
const valid = (clock: string, latest: string) => /^\d{2}:[0-5]\d$/.test(clock) && clock <= latest

/** Undefined when it cannot be read; nothing, or 休息, is closed. */
export function readSpans(typed: string): OpeningSpan[] | undefined {
  const text = typed.replace(/：/g, ':').replace(/[–—~～－]/g, '-').replace(/\s*(-|:|至|到)\s*/g, '$1').trim()
  if (!text || text === words.closed) return []
  if (text === words.allDay) return [{ from: '00:00', to: '24:00' }]
  const spans = [...text.matchAll(SPAN)].map(([, h1, m1, h2, m2]) => ({ from: clockOf(h1!, m1!), to: clockOf(h2!, m2!) }))
  const rest = text.replace(SPAN, '').replace(/[\s,，、;；和]/g, '')
  return spans.length && !rest && spans.every(({ from, to }) => valid(from, '23:59') && valid(to, '24:00')) ? spans : undefined
}

/** As it is typed and read again. */
export const typedSpans = (spans: OpeningSpan[]) => spans.map(({ from, to }) => `${plain(from)}-${plain(to)}`).join(' ')

/** As it is shown: 8:30–11:30、13:30–17:00 */
export function spansText(spans: OpeningSpan[]) {
  if (spans.some(({ from, to }) => from === '00:00' && to === '24:00')) return words.allDay
  return spans.map(({ from, to }) => `${plain(from)}–${to <= from ? words.nextDay : ''}${plain(to)}`).join('、') || words.closed
}

/** Days in a row with the same hours are one line. */
export function weekLines(weekly: OpeningSpan[][]) {
  const lines: { first: number, last: number, text: string }[] = []
  weekly.forEach((spans, day) => {
    const text = spansText(spans)
    const standing = lines[lines.length - 1]
    if (standing?.text === text) standing.last = day
    else lines.push({ first: day, last: day, text })
  })
  const { one, range, every } = strings.days
  return lines.map(({ first, last, text }) => ({ days: first === 0 && last === 6 ? every : first === last ? one(first) : range(first, last), text }))
}
