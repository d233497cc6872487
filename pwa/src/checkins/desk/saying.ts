/* An answer as it is shown and heard: colour, one large word, who, what next. */
import { ApiError } from '../../app/api/client'
import type { CheckedIn } from '../../app/api/shapes'
import { tones, type Answer, type Tone } from './deciding'
import { strings } from './strings'

const words = strings.verdict

export interface Verdict { tone: Tone | 'plain', word: string, text: string, name?: string, waits?: boolean, answer?: Answer, scan?: string } // scan: the row that came of it

export const said = (answer: Answer, name?: string, waits = false): Verdict => ({ tone: tones[answer], ...spoken(answer), name, waits, answer })
const spoken = (answer: Answer) => ({ word: strings.answers[answer].word, text: strings.answers[answer].sentence })

export const checking: Verdict = { tone: 'plain', word: words.checking, text: '' }
export const noted = (name?: string, text = words.notedText): Verdict => ({ tone: 'warn', word: words.noted, text, name, waits: true })
export const notKept: Verdict = { tone: 'bad', word: words.notKept, text: words.notKeptText }

/** The server's answer to this very row. */
export function heard({ state, act, name, message, minutes }: CheckedIn, known?: string): Verdict {
  const who = name ?? known
  if (state === 'conflict') return { tone: 'warn', word: words.conflict, text: message, name: who }
  if (state === 'duplicate') return { ...said('already', who), text: message }
  const text = minutes === undefined || minutes === null ? message : `${message}。${words.minutes(minutes)}`
  return { ...said(act === 'out' ? 'check_out' : 'admit', who), text }
}

/** The server's no, in the words of the table where it has them. Undefined when it was no answer to this row: it waits. */
export function refused(failure: ApiError, name?: string): Verdict | undefined {
  const answer = failure.code.replace(/^check_in_/, '') as Answer
  if (answer in strings.answers) return { ...said(answer, name), text: failure.message }
  const about = failure.status >= 400 && failure.status < 500 && ![401, 408, 425, 429].includes(failure.status)
  return about ? { tone: 'bad', word: words.refused, text: failure.message, name } : undefined
}
