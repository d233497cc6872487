/* The stalls of an event, with their figures and plaques. */
import { api } from '../../app/api/client'
import type { EventDetail, Page, PointFootfall } from '../../app/api/shapes'
import { useCached } from '../../app/store'

const PAGES = 5 // of a hundred stalls

async function allStalls(event: string): Promise<PointFootfall[]> {
  const stalls: PointFootfall[] = []
  let cursor: string | null | undefined
  for (let page = 0; page < PAGES && cursor !== null; page++) {
    const answer: Page<PointFootfall> = await api.get('/events/{event}/footfall', { path: { event }, query: { limit: 100, cursor } })
    stalls.push(...answer.items)
    cursor = answer.next
  }
  return stalls.sort((a, b) => a.name.localeCompare(b.name, 'zh-CN'))
}

export function useStalls(event: () => string) {
  const about = useCached<EventDetail>(() => `event.${event()}`, () => api.get('/events/{event}', { path: { event: event() } }))
  const stalls = useCached<PointFootfall[]>(() => `footfall.${event()}`, () => allStalls(event()))
  return { about, stalls }
}

/** Visits may be added up, people never. */
export const visitsOf = (stalls: PointFootfall[]) => stalls.reduce((sum, { visits }) => sum + visits, 0)
