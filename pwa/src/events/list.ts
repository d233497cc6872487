/* The events of one year and district. A programme of up to a hundred events comes in one answer and is filtered on the phone,
   also without a network; a longer one is asked for page by page. */
import { computed, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { EventItem, Page } from '../app/api/shapes'
import { usePages } from '../app/lists'
import { useCached } from '../app/store'

const AT_ONCE = 100

export const yearsOf = (events: EventItem[]) => [...new Set(events.map(({ year }) => year))].sort((a, b) => b - a)
export const districtsOf = (events: EventItem[]) => [...new Set(events.map(({ district }) => district))].filter(Boolean)
export const chosenOf = (events: EventItem[], year?: number, district?: string) =>
  events.filter(event => (!year || event.year === year) && (!district || event.district === district))

/** `wished` is what the address asks for; without a year the newest one is shown. */
export function useEvents(wished: Ref<{ year?: number, district?: string }>) {
  const whole = useCached<Page<EventItem>>('events', () => api.get('/events', { query: { limit: AT_ONCE } }))
  const known = computed(() => whole.data.value?.items ?? [])
  const small = computed(() => whole.data.value?.next === null)
  const years = computed(() => yearsOf(known.value))
  const districts = computed(() => districtsOf(known.value))
  const year = computed(() => wished.value.year ?? years.value[0])

  const nothing: Page<EventItem> = { items: [], next: null }
  const paged = usePages<EventItem>(
    () => whole.data.value && !small.value ? `events.${year.value}.${wished.value.district ?? ''}` : 'events.none',
    cursor => whole.data.value && !small.value
      ? api.get('/events', { query: { year: year.value, district: wished.value.district, cursor } })
      : Promise.resolve(nothing),
  )
  const items = computed(() => small.value ? chosenOf(known.value, year.value, wished.value.district) : paged.items.value)
  const state = computed(() => small.value || !whole.data.value ? whole : paged)
  return { state, items, year, years, districts, paged }
}
