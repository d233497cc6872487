/* What a person's roles reach, as far as the screens need it to offer the right things. The server decides. */
import { api } from '../app/api/client'
import type { BranchItem, EventItem, Me, MyRole, Page, Permission, Role } from '../app/api/shapes'
import { useCached } from '../app/store'

const all: Permission[] = ['branch.members', 'branch.approve', 'event.manage', 'check_in.desk', 'centre.manage', 'notice.send', 'participation.rows', 'story.write', 'study.write', 'meeting.convene', 'school.manage']
const grants: Record<Role, Permission[]> = {
  secretary: ['branch.members', 'branch.approve', 'notice.send', 'participation.rows', 'story.write', 'study.write', 'meeting.convene', 'check_in.desk'],
  organiser: ['event.manage', 'check_in.desk', 'centre.manage', 'notice.send'],
  committee: all,
  volunteer: ['claim.help'],
  social_worker: ['wish.collect'],
  operator: [],
}

/** The roles that carry a permission, each branch once. */
export function rolesFor(permission: Permission, person: Me | null): MyRole[] {
  const held = person?.roles.filter(({ role }) => grants[role]?.includes(permission)) ?? []
  return held.filter(({ branch }, at) => held.findIndex(other => other.branch === branch) === at)
}

export const useBranches = () => useCached<Page<BranchItem>>('branches', () => api.get('/branches'))

const PAGES = 10 // of a hundred events

/** Every event; the API gives the oldest first, and the desk needs the newest. */
async function allEvents(): Promise<EventItem[]> {
  const events: EventItem[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < PAGES && cursor !== null; page++) {
    const answer: Page<EventItem> = await api.get('/events', { query: { limit: 100, cursor } })
    events.push(...answer.items)
    cursor = answer.next
  }
  return events
}
export const useEvents = () => useCached<EventItem[]>('work.events', allEvents)

/** Newest programme first; within one, as the programme lists them. */
export function byYear(events: EventItem[], words = '') {
  const found = events.filter(event => matches(`${event.title} ${event.district}`, words))
  const years = [...new Set(found.map(({ year }) => year))].sort((a, b) => b - a)
  return years.map(year => ({ year, events: found.filter(event => event.year === year) }))
}

/** Every word that was typed occurs. */
export const matches = (text: string, words: string) => words.trim().toLowerCase().split(/\s+/).every(word => text.toLowerCase().includes(word))
