/* What was typed survives a reload, a sign-in on the way, or a phone that closes the page. */
import { computed, onScopeDispose, reactive, ref, watch } from 'vue'
import { tab } from './memory'

const dirtyForms = ref(new Set<string>())
/** Some open form holds words that were not sent: a new version has to wait. */
export const dirty = computed(() => dirtyForms.value.size > 0)

/** The values of a form, kept under `key` until `clear()`, which is to be called once the server has them. A form that stays open calls
 *  `settle(saved)` instead: what was typed since then is still kept. */
export function useDraft<T extends Record<string, unknown>>(key: string, initial: T) {
  const place = `draft.${key}`
  const values = reactive({ ...initial, ...tab.read<Partial<T>>(place) }) as T
  let untouched = JSON.stringify(initial)
  const mark = (changed: boolean) => { changed ? dirtyForms.value.add(key) : dirtyForms.value.delete(key) }

  mark(JSON.stringify(values) !== untouched)
  watch(values, note, { flush: 'sync' })
  onScopeDispose(() => mark(false)) // left behind, but still kept

  function note() {
    const changed = JSON.stringify(values) !== untouched
    tab.write(place, changed ? values : undefined)
    mark(changed)
  }

  function settle(saved: T) {
    untouched = JSON.stringify(saved)
    note()
  }

  function clear() {
    Object.assign(values, JSON.parse(untouched))
    tab.write(place, undefined)
    mark(false)
  }
  return { values, clear, settle }
}
