/* A promise as a calendar file (RFC 5545). */
import { strings } from './strings'

export interface Promised { code: string, item: string, number: string, by: string, hint?: string }

const escaped = (text: string) => text.replace(/[\\;,]/g, '\\$&').replace(/\r?\n/g, '\\n')
const bytes = new TextEncoder()

/** A line is at most 75 octets; a longer one goes on after a line break and a blank. Never cuts a character. */
function folded(line: string) {
  let out = ''
  let used = 0
  for (const char of line) {
    const size = bytes.encode(char).length
    if (used + size > 75) {
      out += '\r\n '
      used = 1
    }
    out += char
    used += size
  }
  return out
}

const compact = (day: string) => day.replace(/-/g, '')
const dayAfter = (day: string) => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** The last day of the promise, all day, with a reminder two days before at nine. */
export function calendarFile({ code, item, number, by, hint }: Promised, link: string, now = new Date()) {
  const said = [hint, strings.calendar.text(number, link)].filter(Boolean).join('\n')
  return [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Weiguang//Wish//ZH', 'METHOD:PUBLISH', 'BEGIN:VEVENT',
    `UID:claim-${code}-${number}@weiguang`,
    `DTSTAMP:${now.toISOString().replace(/[-:]|\.\d+/g, '')}`,
    `DTSTART;VALUE=DATE:${compact(by)}`,
    `DTEND;VALUE=DATE:${compact(dayAfter(by))}`,
    `SUMMARY:${escaped(strings.calendar.summary(item))}`,
    `DESCRIPTION:${escaped(said)}`,
    `URL:${link}`,
    'BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escaped(strings.calendar.summary(item))}`, 'TRIGGER:-P1DT15H', 'END:VALARM',
    'END:VEVENT', 'END:VCALENDAR', '',
  ].map(folded).join('\r\n')
}

/** Hands the file to the phone, which opens it in its calendar. */
export function addToCalendar(promised: Promised) {
  const file = new Blob([calendarFile(promised, `${location.origin}/wishes/${promised.code}`)], { type: 'text/calendar;charset=utf-8' })
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = strings.calendar.file(promised.code)
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** WeChat's browser saves no files; the page says what to do instead. */
export const mayAddToCalendar = () => !/MicroMessenger/i.test(navigator.userAgent)
