/* Whether a centre is open, in words. The server says what holds and until when; beyond that, or on another day, nothing is claimed. */
import type { Opening } from '../../app/api/shapes'
import { cityDay, serverNow } from '../../app/clock'
import { clockText, nearDayText } from '../../app/format'
import { spansText } from './hours-text'
import { strings } from './strings'

const words = strings.opening

export interface OpeningWords { word?: string, open: boolean, text: string }

export function openingWords({ day, open, spans, note, changes_at }: Opening, now = serverNow()): OpeningWords {
  const today = day === cityDay(now)
  const fresh = today && (!changes_at || Date.parse(changes_at) > now)
  const because = note ? words.because(note) : ''
  const hours = spans.length ? words.today(spansText(spans)) + because : ''
  if (!fresh) return { open: false, text: today ? hours : '' }
  if (open) return { word: words.open, open, text: hours || (changes_at ? words.until(clockText(changes_at)) : '') }
  if (!spans.length) return { word: words.rest, open, text: [because, nextText(changes_at, now)].filter(Boolean).join(' ') }
  const laterToday = changes_at && cityDay(Date.parse(changes_at)) === day
  return { word: words.shut, open, text: laterToday ? hours : [hours, nextText(changes_at, now)].filter(Boolean).join('，') }
}

const nextText = (changes_at: string | null, now: number) => changes_at ? words.next(`${nearDayText(changes_at, now)} ${clockText(changes_at)}`) : ''
