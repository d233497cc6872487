/* Terms as lists and pages tell them. */
import { computed } from 'vue'
import { api } from '../app/api/client'
import type { MissingForTerm, Page, SchoolSession, Term, TermItem } from '../app/api/shapes'
import { clockText, dayText, momentText } from '../app/format'
import { usePages } from '../app/lists'
import { useCached } from '../app/store'
import { letters } from '../app/waiting'
import { strings } from './strings'

/** Terms that I may apply to, or those that I manage. */
export function useTerms(whose: 'mine' | 'managed') {
  const path = whose === 'mine' ? '/school/terms' : '/school/terms/managed'
  return usePages<TermItem>(`terms.${whose}`, (cursor): Promise<Page<TermItem>> => api.get(path, { query: { cursor } }))
}

export const readTerm = (id: string): Promise<Term> => api.get('/school/terms/{term}', { path: { term: id } })
export const useTerm = (id: () => string) => useCached<Term>(() => `term.${id()}`, () => readTerm(id()))

/** 9月10日 周四 至 10月20日 周二 */
export const daysOf = ({ starts_on, ends_on }: Pick<Term, 'starts_on' | 'ends_on'>, now = Date.now()) =>
  strings.span(dayText(`${starts_on}T00:00:00+08:00`, now), dayText(`${ends_on}T00:00:00+08:00`, now))

export const enrolOf = ({ enrol_from, enrol_until }: Pick<Term, 'enrol_from' | 'enrol_until'>, now = Date.now()) =>
  strings.span(momentText(enrol_from, now), momentText(enrol_until, now))

/** 9月10日 周四 9:00 至 11:00 */
export function spanText({ starts_at, ends_at }: Pick<SchoolSession, 'starts_at' | 'ends_at'>, now = Date.now()) {
  const end = dayText(starts_at) === dayText(ends_at) ? clockText(ends_at) : momentText(ends_at, now)
  return strings.span(momentText(starts_at, now), end)
}

/** What is still needed, one line each; nothing when all is done. */
export const missingLines = ({ sessions, assignments }: MissingForTerm) => [
  ...sessions ? [strings.mine.sessions(sessions)] : [],
  ...assignments.map(strings.mine.assignment),
]

const PATH = /^\/school\/assignments\/(\w+)\/submission$/
export const submissionPath = (assignment: string) => `/school/assignments/${assignment}/submission`

/** Assignments that wait on this phone. */
export const waitingAssignments = computed(() =>
  new Set(letters.value.filter(({ refused }) => !refused).map(({ path }) => path.match(PATH)?.[1]).filter(Boolean) as string[]))
