/* The directory: words, level and town are in the address, so that going back finds them again. */
import { computed, type Ref } from 'vue'
import { api } from '../../app/api/client'
import type { CentreItem, Page } from '../../app/api/shapes'
import { usePages } from '../../app/lists'
import { useCached } from '../../app/store'
import { strings } from './strings'

export interface Wished { q: string, level: string, town: string }

export function useDirectory(wished: Ref<Wished>) {
  const list = usePages<CentreItem>(
    () => `centres.${wished.value.q}.${wished.value.level}.${wished.value.town}`,
    cursor => api.get('/centres', { query: { q: wished.value.q, level: wished.value.level, within: wished.value.town, cursor, limit: 50 } }),
  )
  const towns = useTowns()
  return { list, towns }
}

/** The centres of towns, as a choice; all fit into one answer. */
export function useTowns() {
  const { data } = useCached<Page<CentreItem>>('centres.towns', () => api.get('/centres', { query: { level: 'town', limit: 100 } }))
  return computed(() => [{ value: '', label: strings.list.anyTown }, ...(data.value?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))])
}
