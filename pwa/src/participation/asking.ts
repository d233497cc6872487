/* Which number is explained. All of it is in the address, so that back works and a number can be sent to somebody. */
import { computed } from 'vue'
import { useRoute, useRouter } from '../app/routing'
import type { Measure, ParticipationKind } from '../app/api/shapes'
import { dayText, monthText } from '../app/format'
import { strings } from './strings'

export type By = keyof typeof strings.split.by
export interface Asked {
  branch: string
  kind: ParticipationKind | ''
  measure: Measure
  by: By | '' // nothing chosen: `splitOf` does
  from: string
  to: string
  rows: boolean // the rows behind the number are open
}
export const everything: Asked = { branch: '', kind: '', measure: 'attendances', by: '', from: '', to: '', rows: false }

type Query = Record<string, unknown>
const one = <T extends string>(value: unknown, known: Record<T, string>) => typeof value === 'string' && Object.keys(known).includes(value) ? value as T : ''
const day = (value: unknown) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : ''

/** Nonsense in the address is left out, and days the wrong way round are turned. */
export function readAsked(query: Query): Asked {
  const [from, to] = [day(query.from), day(query.to)]
  const turned = from && to && from > to
  return {
    branch: /^[0-9a-f]{24}$/.test(String(query.branch)) ? String(query.branch) : '',
    kind: one(query.kind, strings.counts.kinds),
    measure: one(query.measure, strings.counts.measures) || 'attendances',
    by: one(query.by, strings.split.by),
    from: turned ? to : from,
    to: turned ? from : to,
    rows: query.rows === '1',
  }
}

export function writeAsked({ measure, rows, ...rest }: Asked): Record<string, string> {
  const said = { ...rest, measure: measure === 'attendances' ? '' : measure, rows: rows ? '1' : '' }
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value))
}

/** All kinds are split by kind at first, one kind by month. */
export const splitOf = ({ by, kind }: Asked): By => by || (kind ? 'month' : 'kind')

/** What a line of the table leads to: the same number for that month, kind or branch alone. */
export function narrow(asked: Asked, key: string, hasChildren: (branch: string) => boolean): Asked {
  switch (splitOf(asked)) {
    case 'kind': return { ...asked, kind: key as ParticipationKind, by: '' }
    case 'branch': return { ...asked, branch: key, by: hasChildren(key) ? 'branch' : '' }
    case 'year': return { ...asked, ...within(asked, `${key}-01-01`, `${key}-12-31`), by: 'month' }
    case 'month': return { ...asked, ...within(asked, `${key}-01`, `${key}-${lastDay(key)}`), by: 'day' }
    case 'day': return { ...asked, from: key, to: key, by: 'kind' }
  }
}
const lastDay = (month: string) => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
const within = ({ from, to }: Asked, first: string, last: string) => ({ from: from > first ? from : first, to: to && to < last ? to : last })

const dateText = (date: string) => strings.counts.date(...date.split('-') as [string, string, string])

/** 2023年6月 for a whole month, 2023年6月1日到2023年7月2日, … */
export function spanText({ from, to }: Pick<Asked, 'from' | 'to'>) {
  const words = strings.counts
  if (!from && !to) return words.everyDay
  if (!to) return words.since(dateText(from))
  if (!from) return words.until(dateText(to))
  if (from === to) return dateText(from)
  if (from.endsWith('-01') && to === `${from.slice(0, 7)}-${lastDay(from.slice(0, 7))}`) return monthText(from)
  if (from.endsWith('-01-01') && to === `${from.slice(0, 4)}-12-31`) return words.year(from.slice(0, 4))
  return words.between(dateText(from), dateText(to))
}

/** The server's label of a line, as people say it. */
export function labelOf(by: By, { key, label }: { key: string, label: string }) {
  if (by === 'year') return strings.counts.year(key)
  return by === 'month' ? monthText(`${key}-01`) : by === 'day' ? dayText(key) : label
}

export function useAsked() {
  const route = useRoute()
  const router = useRouter()
  const asked = computed(() => readAsked(route.query))
  const change = (part: Partial<Asked>) => router.replace({ query: writeAsked({ ...asked.value, ...part }) })
  return { asked, change }
}
