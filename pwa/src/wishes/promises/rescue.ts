/* The rescue list: what hangs, worst first, one kind at a time if asked. */
import { computed, ref, watch } from 'vue'
import { api } from '../../app/api/client'
import type { Hanging, HangingKind, Page, RescueCounts } from '../../app/api/shapes'
import { usePages } from '../../app/lists'
import { strings } from './strings'

export type RescueList = Page<Hanging> & { counts: RescueCounts }

export const KINDS = Object.keys(strings.kinds) as HangingKind[]

export const total = (counts: RescueCounts) => KINDS.reduce((sum, kind) => sum + counts[kind], 0)
/** The kinds that there are, worst first. */
export const present = (counts: RescueCounts) => KINDS.filter(kind => counts[kind]).map(kind => ({ kind, count: counts[kind] }))

/** The list comes sorted by kind: neighbours of one kind are a group. */
export function groupsOf(items: Hanging[]) {
  const groups: { kind: HangingKind, items: Hanging[] }[] = []
  for (const item of items) {
    if (groups[groups.length - 1]?.kind !== item.kind) groups.push({ kind: item.kind, items: [] })
    groups[groups.length - 1]!.items.push(item)
  }
  return groups
}

/** A wish may hang for two people, its claimant and one who lost it. */
export const rowKey = ({ code, kind, claimant }: Hanging) => `${kind}/${code}/${claimant?.number ?? ''}`

export const readRescue = (fair: string, query: { kind?: string, cursor?: string, limit?: number } = {}): Promise<RescueList> =>
  api.get('/fairs/{fair}/rescue', { path: { fair }, query })

export function useRescue(fair: () => string) {
  const kind = ref('')
  const list = usePages<Hanging>(() => `rescue.${fair()}.${kind.value}`, cursor => readRescue(fair(), { kind: kind.value, cursor, limit: 50 }))
  const counts = ref<RescueCounts>()
  watch(list.data, page => { if (page) counts.value = (page as RescueList).counts }, { immediate: true })
  const options = computed(() => {
    const words = strings.rescue
    const found = counts.value
    return found ? [{ value: '', label: words.all(total(found)) }, ...present(found).map(({ kind, count }) => ({ value: kind as string, label: words.some(strings.kinds[kind], count) }))] : []
  })
  // The last one of a kind was dealt with: the whole list again.
  watch(counts, found => { if (kind.value && found && !found[kind.value as HangingKind]) kind.value = '' })
  return { kind, list, counts, options, groups: computed(() => groupsOf(list.items.value)) }
}
