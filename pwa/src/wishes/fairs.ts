/* The fairs and their figures: wishes are counted in 件, each once, so fairs may be added. */
import { computed } from 'vue'
import { api } from '../app/api/client'
import type { Fair, Page } from '../app/api/shapes'
import { useCached } from '../app/store'

export function useFairs() {
  const state = useCached<Page<Fair>>('fairs', () => api.get('/fairs', { query: { limit: 100 } }))
  const fairs = computed(() => state.data.value?.items ?? [])
  return { ...state, fairs }
}

export function tally(fairs: Pick<Fair, 'collected' | 'claimed' | 'open'>[]) {
  const sum = (name: 'collected' | 'claimed' | 'open') => fairs.reduce((all, fair) => all + fair[name], 0)
  return { collected: sum('collected'), claimed: sum('claimed'), open: sum('open') }
}
