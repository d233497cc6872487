/* Whom this phone let in itself: newer than any pack, and all there is to know between two of them. Pure. */
import type { Scan } from '../../app/db'
import { cityDay } from '../../app/clock'
import { ADMITTED, INSIDE, ON_LIST, type Person } from './pack'
import type { Known, Rule } from './deciding'

export interface Mark { inside: boolean, inAt: string | null, gone?: boolean } // gone: taken back, whatever an older pack says
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
    const since = scan.undoneAt === undefined ? at : scan.undoneAt + offset
    const known = scan.state === 'done' && pack && since < pack.madeAt && pack.people.has(scan.person)
    if (known) continue
    if (scan.undoneAt === undefined) mark(marks, scan.person, scan.act, at)
    else if (scan.answer?.state !== 'conflict') marks.set(scan.person, { inside: false, inAt: null, gone: true }) // else they are in elsewhere
  }
  return marks
}

export function mark(marks: Marks, person: string, act: Scan['act'], at: number) {
  marks.set(person, act === 'in' ? { inside: true, inAt: new Date(at).toISOString() } : { inside: false, inAt: null })
}

const NEVER = ['refused', 'withdrawn', 'kept']
const A_WHILE = 3600_000 // as the server: after midnight it is still the same evening

/** Whether staff may take a row back: what this phone let in today, the last that it did with this person. A row that the server knew
 *  already when it came first was somebody else's. */
export function undoable(scan: Scan, scans: Scan[], offset: number, now: number) {
  const { act, answer, undoneAt, at, person, sent = 0 } = scan
  const foreign = answer?.state === 'duplicate' && sent < 2
  const fresh = cityDay(at + offset) === cityDay(now) || now - at - offset < A_WHILE
  return act === 'in' && undoneAt === undefined && !foreign && fresh && !NEVER.includes(answer?.state ?? '') && !scans.some(other => person && other.person === person && other.point === scan.point && other.at > at)
}

/** Of the pack and of this phone, in the words of the table. */
export function knownOf(event: string | null, person: Person | undefined, mine: Mark | undefined): Known {
  const flags = (person?.flags ?? 0) & (mine?.gone ? ON_LIST : ~0)
  return {
    event,
    on_list: !!(flags & ON_LIST),
    admitted: !!mine && !mine.gone || !!(flags & ADMITTED),
    inside: mine ? mine.inside : !!(flags & INSIDE),
    in_at: mine?.inAt ?? null,
  }
}
