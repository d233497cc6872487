/* What we did together: exact counts, and imported history kept apart. Every number leads to its explanation. */
import { computed } from 'vue'
import { api } from '../app/api/client'
import type { Counts } from '../app/api/shapes'
import { countText } from '../app/format'
import { useCached } from '../app/store'
import { strings } from './strings'

interface Together { kinds: Counts, people: Counts }

const words = strings.together
const page = (kind: string, measure?: string) => `/counts?kind=${kind}${measure ? `&measure=${measure}` : ''}`

export function figuresOf({ kinds, people }: Together) {
  const exact = (kind: string) => kinds.rows.find(({ key }) => key === kind)?.exact ?? 0
  return [
    { label: words.claims, value: exact('claim'), unit: kinds.unit, to: page('claim') },
    { label: words.claimers, value: people.exact, unit: people.unit, to: page('claim', 'people') },
    { label: words.study, value: exact('study'), unit: kinds.unit, to: page('study') },
    { label: words.checkIns, value: exact('check_in'), unit: kinds.unit, to: page('check_in') },
  ]
}

/** 学习 约 200万 人次, never added to the exact ones. */
export function historyOf({ kinds }: Pick<Together, 'kinds'>) {
  return kinds.rows.filter(({ approx }) => approx > 0).map(({ key, label, approx }) =>
    ({ key, label: words.kinds[key] ?? label, text: countText({ exact: 0, approx }, kinds.unit), to: page(key) }))
}

export function useTogether() {
  const state = useCached<Together>('home/together', async () => {
    const [kinds, people] = await Promise.all([
      api.get('/participation/counts', { query: { by: 'kind' } }),
      api.get('/participation/counts', { query: { kind: 'claim', measure: 'people' } }),
    ])
    return { kinds, people }
  })
  const figures = computed(() => state.data.value && figuresOf(state.data.value))
  const history = computed(() => state.data.value ? historyOf(state.data.value) : [])
  return { state, figures, history }
}
