/* This year's events; where there are none yet, those of the year of the latest fair. */
import { computed, ref } from 'vue'
import { api } from '../app/api/client'
import type { EventItem, Fair, Page } from '../app/api/shapes'
import { cityDay, serverNow } from '../app/clock'
import { phone } from '../app/memory'
import { useCached } from '../app/store'

export interface Programme { year: number, events: EventItem[], more: boolean, fairs: Fair[] }

const DISTRICT = 'home.district'
const SHOWN = 4

async function fetchYear(year: number) {
  const { items, next }: Page<EventItem> = await api.get('/events', { query: { year, limit: 100 } })
  return { year, events: items, more: next !== null }
}

export async function fetchProgramme(): Promise<Programme> {
  const now = Number(cityDay(serverNow()).slice(0, 4))
  const [thisYear, { items: fairs }] = await Promise.all([fetchYear(now), api.get('/fairs', { query: { limit: 100 } }) as Promise<Page<Fair>>])
  const last = Number(fairs[0]?.date.slice(0, 4) ?? now)
  const events = thisYear.events.length || last === now ? thisYear : await fetchYear(last)
  return { ...events, fairs }
}

/** In the order in which districts first appear. */
export const districtsOf = (events: Pick<EventItem, 'district'>[]) => [...new Set(events.map(({ district }) => district))]

/** Those to come first; a year that is over is shown from its beginning. */
export function toShow(events: EventItem[], district: string, today: string) {
  const here = events.filter(event => !district || event.district === district)
  const ahead = here.filter(({ date }) => date >= today)
  return { shown: (ahead.length ? ahead : here).slice(0, SHOWN), count: here.length }
}

export function useProgramme() {
  const state = useCached<Programme>('home/programme', fetchProgramme)
  const wanted = ref(phone.read<string>(DISTRICT) ?? '')
  const districts = computed(() => districtsOf(state.data.value?.events ?? []))
  const district = computed({
    get: () => districts.value.includes(wanted.value) ? wanted.value : '',
    set: chosen => {
      wanted.value = chosen
      phone.write(DISTRICT, chosen || undefined)
    },
  })
  const list = computed(() => toShow(state.data.value?.events ?? [], district.value, cityDay(serverNow())))
  return { ...state, state, districts, district, list }
}
