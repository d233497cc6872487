/* The wall's filters live in the address, so that back works and a filtered wall can be sent to somebody. */
import { computed } from 'vue'
import { useRoute, useRouter } from '../app/routing'
import type { WishState } from '../app/api/shapes'
import { strings } from './strings'

export interface Filters { state: WishState | '', group: string, district: string, organisation: string, q: string, fair: string }

const stateNames = Object.keys(strings.states) as WishState[]
/** `all` in the address: at first only the wishes that wait are shown. */
const ALL = 'all'

export function readFilters(query: Record<string, unknown>): Filters {
  const text = (name: string) => typeof query[name] === 'string' ? (query[name] as string).trim() : ''
  const state = text('state')
  const searched = text('q') !== ''
  return {
    state: stateNames.includes(state as WishState) ? state as WishState : state === ALL || searched ? '' : 'open',
    group: strings.groups.includes(text('group')) ? text('group') : '',
    district: text('district').slice(0, 20),
    organisation: text('organisation').slice(0, 60),
    q: text('q').slice(0, 30),
    fair: /^[0-9a-f]{24}$/.test(text('fair')) ? text('fair') : '',
  }
}

/** What belongs into the address; whoever searches sees all states unless they choose one. */
export function writeFilters({ state, group, district, organisation, q, fair }: Filters): Record<string, string> {
  const said = state === '' ? (q ? '' : ALL) : state === 'open' && !q ? '' : state
  return Object.fromEntries(Object.entries({ state: said, group, district, organisation, q, fair }).filter(([, value]) => value))
}

export function useFilters() {
  const route = useRoute()
  const router = useRouter()
  const filters = computed(() => readFilters(route.query))
  const change = (part: Partial<Filters>) => router.replace({ query: writeFilters({ ...filters.value, ...part }) })
  const narrowed = computed(() => Boolean(filters.value.group || filters.value.district || filters.value.organisation || filters.value.q || filters.value.fair))
  const clear = () => change({ group: '', district: '', organisation: '', q: '', fair: '' })
  return { filters, narrowed, change, clear }
}
