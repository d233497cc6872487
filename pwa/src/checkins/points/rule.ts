/* A point's rule in plain words, and the city's clock in the fields of a form. Pure. */
import type { ManagedPoint, PointRule } from '../../app/api/shapes'
import { momentText } from '../../app/format'
import { strings } from './strings'

const words = strings.rule
type Way = keyof typeof words.ways

/** Sentences, the most important first. */
export function ruleText({ who, once, opens_at, closes_at, ways, check_out }: PointRule, now?: number): string[] {
  const [from, to] = [opens_at && momentText(opens_at, now), closes_at && momentText(closes_at, now)]
  const when = from && to ? words.between(from, to) : from ? words.from(from) : to ? words.to(to) : undefined
  return [
    [words.who[who], words.once[once]].join('，'),
    when,
    words.by(ways.map(way => words.ways[way as Way]).join('、')),
    check_out ? words.out : undefined,
  ].filter(said => said !== undefined)
}

/** As a datetime-local field has it, by the city's clock. */
export const typedTime = (moment: string | null | undefined) => moment ? new Date(Date.parse(moment) + 8 * 3600_000).toISOString().slice(0, 16) : ''
/** And back; null when nothing was typed. */
export const cityTime = (typed: string) => typed ? `${typed.slice(0, 16)}:00+08:00` : null

/** What can be done at a point, by its rule. */
export const has = ({ rule }: Pick<ManagedPoint, 'rule'>, way: Way) => rule.ways.includes(way)
