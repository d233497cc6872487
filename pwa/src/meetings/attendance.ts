/* The attendance list, one state at a time. It holds names and reasons, so nothing of it is kept on the phone. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '../app/api/client'
import type { AttendanceFigures, Attendee, Page } from '../app/api/shapes'
import { strings } from './work-strings'

type State = Attendee['state']
type Answer = Page<Attendee> & { figures: AttendanceFigures }

export function useAttendance(meeting: string) {
  const words = strings.attendance
  const state = ref<State | ''>('')
  const options = (['', 'came', 'excused', 'silent'] as const).map(value => ({ value, label: value ? words[value] : words.all }))
  const data = shallowRef<Answer>()
  const [error, moreError] = [shallowRef<unknown>(), shallowRef<unknown>()]
  const loadingMore = ref(false)
  const ask = (cursor?: string | null): Promise<Answer> =>
    api.get('/meetings/{meeting}/attendance', { path: { meeting }, query: { state: state.value, cursor, limit: 50 } })

  async function reload() {
    const asked = state.value
    error.value = undefined
    const found = await ask().catch(failure => { error.value = failure })
    if (found && asked === state.value) data.value = found
  }
  async function loadMore() {
    const asked = state.value
    loadingMore.value = true
    moreError.value = undefined
    const found = await ask(data.value?.next).catch(failure => { moreError.value = failure })
    if (found && asked === state.value) data.value = { ...found, items: [...data.value!.items, ...found.items] }
    loadingMore.value = false
  }
  watch(state, () => { data.value = undefined; reload() }, { immediate: true })
  const [at, stale] = [ref<number>(), ref(false)] // always fresh
  return { state, options, list: { data, at, stale, error, reload }, more: computed(() => !!data.value?.next), loadingMore, moreError, loadMore }
}
