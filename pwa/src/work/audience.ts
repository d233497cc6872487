/* From what was ticked to the audience of a notice, and its parts by name. */
import type { Audience, BranchItem, EventItem } from '../app/api/shapes'
import { strings } from './strings'
import { above, indexed } from './tree'

export interface Choice { everyone: boolean, branches: string[], events: string[], districts: string[] }
export type Part = 'everyone' | 'branches' | 'events' | 'districts'
export const MOST = 100 // of one kind, as the server allows

/** Undefined while nobody is chosen. Everyone is everyone, and a branch speaks for those below it. */
export function audienceOf({ everyone, branches, events, districts }: Choice, known: BranchItem[]): Audience | undefined {
  if (everyone) return { everyone: true }
  const byId = indexed(known)
  const parts = {
    branches: branches.filter(id => !above(id, byId).some(one => branches.includes(one))),
    events,
    districts,
  }
  const audience = Object.fromEntries(Object.entries(parts).filter(([, chosen]) => chosen.length)) as Audience
  return Object.keys(audience).length ? audience : undefined
}

/** The chosen parts by name, as the server would say them. */
export function partsOf(choice: Choice, branches: BranchItem[], events: EventItem[]): { part: Part, id: string, label: string }[] {
  const words = strings.audience
  const audience: Audience = audienceOf(choice, branches) ?? {}
  if (audience.everyone) return [{ part: 'everyone', id: '', label: words.everyone }]
  const byId = indexed(branches)
  const branchName = (id: string) => {
    const name = byId.get(id)?.name ?? id
    return branches.some(({ parent }) => parent === id) ? words.withBelow(name) : name
  }
  return [
    ...(audience.branches ?? []).map(id => ({ part: 'branches' as const, id, label: branchName(id) })),
    ...(audience.events ?? []).map(id => ({ part: 'events' as const, id, label: words.ofEvent(events.find(event => event.id === id)?.title ?? id) })),
    ...(audience.districts ?? []).map(id => ({ part: 'districts' as const, id, label: words.ofDistrict(id) })),
  ]
}

/** Takes one part out of the choice. */
export function drop(choice: Choice, part: Part, id: string) {
  if (part === 'everyone') choice.everyone = false
  else choice[part] = choice[part].filter(one => one !== id)
}

export const districtsOf = (branches: BranchItem[]) => [...new Set(branches.map(({ district }) => district))].filter((one): one is string => !!one)
