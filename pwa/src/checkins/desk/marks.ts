/* Whom this phone let in itself: newer than any pack, and all there is to know between two of them. Pure. */
import type { Scan } from '../../app/db'
import { cityDay } from '../../app/clock'
import { ADMITTED, INSIDE, ON_LIST, type Person } from './pack'
import type { Known, Rule } from './deciding'

export interface Mark { inside: boolean, inAt: string | null }
export type Marks = Map<string, Mark>
interface Pack { madeAt: number, people: { has(person: string): boolean } }
interface Here { point: string, event: string | null, rule: Rule, pack?: Pack, offset: number, now: number }

/** Rows that were answered before the pack was made are in the pack, if the person is. `offset` puts this phone's clock right. */
export function marksOf(scans: Scan[], { point, event, rule, pack, offset, now }: Here): Marks {
  const marks: Marks = new Map()
  const everywhere = rule.once === 'event' && event !== null
  for (const scan of scans) {
    const at = scan.at + offset
    const here = everywhere ? scan.event === event : scan.point === point && cityDay(at) === cityDay(now)
    if (!here || !scan.person || scan.answer?.state === 'refused') continue
    const known = scan.state === 'done' && pack && at < pack.madeAt && pack.people.has(scan.person)
    if (!known) mark(marks, scan.person, scan.act, at)
  }
  return marks
}

export function mark(marks: Marks, person: string, act: Scan['act'], at: number) {
  marks.set(person, act === 'in' ? { inside: true, inAt: new Date(at).toISOString() } : { inside: false, inAt: null })
}

/** Of the pack and of this phone, in the words of the table. */
export function knownOf(event: string | null, person: Person | undefined, mine: Mark | undefined): Known {
  const flags = person?.flags ?? 0
  return {
    event,
    on_list: !!(flags & ON_LIST),
    admitted: !!mine || !!(flags & ADMITTED),
    inside: mine ? mine.inside : !!(flags & INSIDE),
    in_at: mine?.inAt ?? null,
  }
}
