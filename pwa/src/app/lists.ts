/* Cursor lists that survive 10,000 items: a page at a time, the first one kept for offline. */
import { computed, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import type { Page } from './api/shapes'
import { useCached } from './store'

/** Later pages of lists seen in this session, so that going back finds the list as long as it was. */
const seen = new Map<string, { firstNext: string, later: unknown[], next: string | null }>()

/** `fetchPage(cursor)` asks for one page; a changed key starts again from the top. */
export function usePages<T>(key: MaybeRefOrGetter<string>, fetchPage: (cursor?: string) => Promise<Page<T>>) {
  const first = useCached(key, () => fetchPage())
  const later = shallowRef<T[]>([])
  const next = ref<string | null>(null)
  const loadingMore = ref(false)
  const moreError = shallowRef<unknown>()

  watch(first.data, page => {
    const known = seen.get(toValue(key))
    const same = known && page?.next === known.firstNext
    later.value = same ? known.later as T[] : []
    next.value = same ? known.next : page?.next ?? null
  }, { flush: 'sync' })

  async function loadMore() {
    if (!next.value || loadingMore.value) return
    const asked = toValue(key)
    loadingMore.value = true
    moreError.value = undefined
    try {
      const page = await fetchPage(next.value)
      if (asked !== toValue(key)) return
      later.value = [...later.value, ...page.items]
      next.value = page.next
      seen.set(asked, { firstNext: first.data.value!.next!, later: later.value, next: page.next })
    } catch (failure) {
      moreError.value = failure
    } finally {
      loadingMore.value = false
    }
  }

  const items = computed(() => [...first.data.value?.items ?? [], ...later.value])
  const empty = computed(() => !first.loading.value && !first.error.value && items.value.length === 0)
  return { ...first, items, empty, more: computed(() => next.value !== null), loadingMore, moreError, loadMore }
}
