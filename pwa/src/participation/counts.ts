/* The number that is asked for, and its split. */
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { BranchItem, Counts } from '../app/api/shapes'
import { useCached } from '../app/store'
import { splitOf, type Asked } from './asking'
import { strings } from './strings'

export function useCounts(asked: Ref<Asked>) {
  const number = computed(() => {
    const { branch, kind, measure, from, to } = asked.value
    return { branch, kind, measure, from, to }
  })
  const base = computed(() => JSON.stringify(number.value))
  const state = useCached<Counts>(
    () => `counts.${splitOf(asked.value)}.${base.value}`,
    () => api.get('/participation/counts', { query: { ...number.value, by: splitOf(asked.value) } }),
  )

  // The number itself does not depend on how it is split: it stays while another split is fetched.
  const last = shallowRef<{ base: string, counts: Counts }>()
  watch(state.data, counts => { if (counts) last.value = { base: base.value, counts } }, { flush: 'sync', immediate: true })
  const figure = computed(() => state.data.value ?? (last.value?.base === base.value ? last.value.counts : undefined))
  return { figure: { ...state, data: figure }, split: { ...state, stale: ref(false) } } // stale is said once, above the number
}

/** The tree, parents before their children, each with its depth. */
export function useTree() {
  const { data } = useCached('branches', () => api.get('/branches'))
  const tree = computed(() => inOrder(data.value?.items ?? []))
  const nameOf = (id: string) => tree.value.find(branch => branch.id === id)?.name
  const hasChildren = (id: string) => tree.value.some(({ parent }) => parent === id)
  return { tree, nameOf, hasChildren }
}

export type Placed = Pick<BranchItem, 'id' | 'name' | 'parent'> & { depth: number }

export function inOrder(branches: Pick<BranchItem, 'id' | 'name' | 'parent'>[]): Placed[] {
  const below = new Map<string | null, Placed[]>()
  const known = new Set(branches.map(({ id }) => id))
  for (const { id, name, parent } of branches) {
    const above = parent && known.has(parent) ? parent : null
    below.set(above, [...below.get(above) ?? [], { id, name, parent: above, depth: 0 }])
  }
  const walk = (parent: string | null, depth: number): Placed[] =>
    (below.get(parent) ?? []).flatMap(branch => [{ ...branch, depth }, ...walk(branch.id, depth + 1)])
  return walk(null, 0)
}

/** What the lines of the table show: days, months and years newest first, lines of nothing left out, bars for exact counts only. */
export function linesOf({ rows }: Pick<Counts, 'rows'>, by: keyof typeof strings.split.by) {
  const most = Math.max(1, ...rows.map(({ exact }) => exact))
  const told = rows.filter(({ exact, approx }) => exact !== 0 || approx !== 0)
  const lines = told.map(row => ({ ...row, part: Math.max(0, row.exact) / most }))
  if (by === 'day' || by === 'month' || by === 'year') lines.reverse()
  return { lines, zeros: rows.length - told.length }
}
