/* What a scanning phone needs to work without signal: the people it may admit, the rule, the keys. Kept encrypted, until the event is over. */
import { assumeClock, serverNow } from '../../app/clock'
import { db } from '../../app/db'
import { canSeal, unseal } from '../../app/sealing'
import { me } from '../../app/session'
import type { Rule } from './deciding'
import type { PublicKey } from './personal'

/** As the server sends it; a person is [id, name, last four digits of the phone, flags]. */
export interface Pack {
  point: { code: string, name: string, kind: string, title: string, event: { id: string, title: string } | null }
  rule: Rule
  keys: PublicKey[]
  people: [string, string, string, number][]
  server_time: string
  expires_at: string
}
export interface Person { id: string, name: string, last4: string, flags: number }
export interface OpenPack extends Omit<Pack, 'people'> { people: Map<string, Person>, madeAt: number }

export const ON_LIST = 1
export const ADMITTED = 2
export const INSIDE = 4

export const storable = canSeal

export function opened({ people, ...rest }: Pack): OpenPack {
  return { ...rest, people: new Map(people.map(([id, name, last4, flags]) => [id, { id, name, last4, flags }])), madeAt: Date.parse(rest.server_time) }
}

/** This person's pack of a point; undefined when there is none, it is over, or this phone cannot read it any more. */
export async function openPack(point: string): Promise<OpenPack | undefined> {
  const kept = await (await db()).get('packs', point)
  if (!kept || kept.owner !== me.value?.id) return undefined
  assumeClock(kept.offset)
  const pack = await unseal<Pack>(kept.sealed).catch(() => undefined)
  if (!pack || Date.parse(pack.expires_at) <= serverNow()) {
    await dropPack(point)
    return undefined
  }
  return opened(pack)
}

/** The title of a pack that is here but for another point. */
export async function foreignPack(point: string): Promise<string | undefined> {
  const all = await (await db()).getAll('packs')
  return all.find(kept => kept.point !== point && kept.owner === me.value?.id && kept.over > Date.now())?.title
}

export const dropPack = async (point: string) => (await db()).delete('packs', point)

/** By name or the last four digits of the phone, those on the list first. */
export function findPeople(people: Iterable<Person>, typed: string, most = 20): Person[] {
  const words = typed.trim().toLowerCase()
  if (!words) return []
  const found: Person[] = []
  for (const person of people) {
    if (person.name.toLowerCase().includes(words) || person.last4 === words) found.push(person)
  }
  return found.sort((a, b) => (b.flags & ON_LIST) - (a.flags & ON_LIST)).slice(0, most)
}
