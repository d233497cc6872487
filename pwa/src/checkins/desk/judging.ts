/* From what is held out to an answer, on the phone alone. */
import { decide, type Act, type Answer, type Rule } from './deciding'
import { knownOf, type Marks } from './marks'
import type { OpenPack } from './pack'
import { readPersonal, verified } from './personal'

/** What a decision stands on; `event` is that of the point the phone stands at. */
export interface Ground { pack: OpenPack, event: string | null, marks: Marks }
export interface Judged { answer: Answer, person?: string, name?: string }

const told = ({ pack, event, marks }: Ground, person: string | undefined) => {
  const found = person === undefined ? undefined : pack.people.get(person)
  return { name: found?.name, known: knownOf(event, found, person === undefined ? undefined : marks.get(person)) }
}
const eventOf = ({ pack }: Ground) => pack.point.event?.id ?? null
const ruleOf = ({ pack }: Ground): Rule => pack.rule

/** Somebody shows a code. Only a genuine one tells who it is. */
export async function judgeCode(text: string, ground: Ground, act: Act, moment: number): Promise<Judged> {
  const read = readPersonal(text)
  const code = read ? await verified(read, ground.pack.keys) : 'unreadable'
  const person = code === 'good' ? read!.person : undefined
  const issued_at = code === 'good' ? new Date(read!.issuedAt).toISOString() : null
  const { name, known } = told(ground, person)
  return { answer: decide(ruleOf(ground), { way: 'personal', code, issued_at, event: eventOf(ground), act }, known, moment), person, name }
}

/** Staff found a name. */
export function judgeName(person: string, ground: Ground, act: Act, moment: number): Judged {
  const { name, known } = told(ground, person)
  return { answer: decide(ruleOf(ground), { way: 'name', code: null, issued_at: null, event: eventOf(ground), act }, known, moment), person, name }
}
