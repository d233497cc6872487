/* What the desks left to do. Two people may decide at once: the server takes the first. */
import { ref, shallowRef, watch, computed } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { CheckInConflict, Page } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { strings } from './strings'

const words = strings.conflicts
export type Decision = CheckInConflict['decisions'][number]

export function useConflicts(event: () => string) {
  const list = usePages<CheckInConflict>(
    () => `check-in-conflicts/${event()}`, (cursor): Promise<Page<CheckInConflict>> => api.get('/events/{event}/check-in-conflicts', { path: { event: event() }, query: { cursor } }),
  )
  const gone = ref(new Set<string>()) // decided, until the list has come again
  watch(list.data, () => { gone.value.clear() })
  const items = computed(() => list.items.value.filter(({ id }) => !gone.value.has(id)))
  const asking = shallowRef<{ conflict: CheckInConflict, decision: Decision }>()
  const note = ref('')

  function ask(conflict: CheckInConflict, decision: Decision) {
    note.value = ''
    deciding.failure.value = undefined
    asking.value = { conflict, decision }
  }

  const deciding = useSubmit(async () => {
    if (!asking.value) return
    const { conflict, decision } = asking.value
    try {
      await api.put('/check-in-conflicts/{conflict}/decision', { path: { conflict: conflict.id }, body: { decision, note: note.value.trim() } })
      toast(words.done)
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.code !== 'check_in_conflict_settled') throw failure
      toast(words.elsewhere)
    }
    gone.value.add(conflict.id)
    asking.value = undefined
    list.reload()
  })
  return { list, items, asking, note, ask, deciding }
}
