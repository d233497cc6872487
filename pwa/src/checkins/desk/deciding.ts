/* What to answer somebody at a check-in point: one pure table, the same on the server and on a phone without signal.
   Held by tests/vectors/check_in_decisions.json, which pytest and Vitest both run; backend checkins/deciding.py is its twin.
   Bounds of time are inclusive; moments are milliseconds, times of the API are texts. */
import { strings } from './strings'

const CODE_LIVES = 12 * 3600_000
const CODE_EARLY = 5 * 60_000 // the clock of the phone that judges may be slow
const STAY_LEAST = 60_000 // a second scan within it is a repeat, after it a check-out
const USUAL_WAYS: Way[] = ['screen', 'personal', 'name']

export type Way = 'screen' | 'personal' | 'name' | 'plaque'
export type Act = 'in' | 'out'
export type Answer = keyof typeof strings.answers
export type Tone = 'ok' | 'warn' | 'bad'

/** What is not said is usual. */
export interface Rule {
  who?: 'anyone' | 'members' | 'registered' | null
  once?: 'day' | 'event' | null
  opens_at?: string | null
  closes_at?: string | null
  ways?: string[] | null
  check_out?: boolean | null
}

/** What is shown: a way, how its code reads (null: a way without one), the event it was prepared for; `act` is what staff chose,
 *  null lets the second scan be the check-out. */
export interface Offered {
  way: Way
  code: 'good' | 'unreadable' | 'unknown_key' | 'forged' | 'expired' | null
  issued_at: string | null
  event: string | null
  act: Act | null
}

/** What is known of the person here: admitted within what the rule calls once; inside: not checked out yet. */
export interface Known { event: string | null, on_list: boolean, admitted: boolean, inside: boolean, in_at: string | null }

export const tones: Record<Answer, Tone> = {
  admit: 'ok', check_out: 'ok',
  already: 'warn', not_inside: 'warn', not_yet_open: 'warn', wrong_way: 'warn', code_expired: 'warn', code_not_yet_valid: 'warn', unreadable: 'warn', unknown_key: 'warn',
  not_on_list: 'bad', closed: 'bad', forged: 'bad', wrong_event: 'bad',
}

/** The answer to what is offered at a moment by the clock put right. */
export const decide = (rule: Rule, offered: Offered, known: Known, moment: number): Answer =>
  ofOffer(rule, offered, known, moment) ?? ofPerson(rule, offered, known, moment) ?? ofPoint(rule, known, moment)

function ofOffer(rule: Rule, { way, code, issued_at, event }: Offered, known: Known, moment: number): Answer | undefined {
  if (event !== null && event !== known.event) return 'wrong_event'
  if (!waysOf(rule).includes(way)) return 'wrong_way'
  if (code === 'expired') return 'code_expired'
  if (code !== null && code !== 'good') return code
  if (issued_at === null) return undefined
  const issued = Date.parse(issued_at)
  if (moment < issued - CODE_EARLY) return 'code_not_yet_valid'
  return moment > issued + CODE_LIVES ? 'code_expired' : undefined
}

function ofPerson(rule: Rule, { act }: Offered, { admitted, inside, in_at }: Known, moment: number): Answer | undefined {
  const leaves = rule.check_out && inside && act !== 'in'
  if (leaves && (act === 'out' || in_at === null || moment >= Date.parse(in_at) + STAY_LEAST)) return 'check_out'
  if (admitted) return 'already'
  return act === 'out' ? 'not_inside' : undefined
}

function ofPoint({ who, opens_at, closes_at }: Rule, { on_list }: Known, moment: number): Answer {
  if (opens_at && moment < Date.parse(opens_at)) return 'not_yet_open'
  if (closes_at && moment > Date.parse(closes_at)) return 'closed'
  return (who ?? 'anyone') === 'anyone' || on_list ? 'admit' : 'not_on_list'
}

export const waysOf = ({ ways }: Rule): string[] => ways?.length ? ways : USUAL_WAYS
