/* The short list of what paper and cards left to do. Two people may decide at once: the server takes the first. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { ClaimConflict, Page } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export type Decision = keyof typeof strings.conflicts.decisions

/** What may be decided about a row. */
export const decisionsFor = ({ kind }: Pick<ClaimConflict, 'kind'>): Decision[] => kind === 'paper' ? ['give_to_paper', 'keep', 'offered_other'] : ['called', 'offered_other']

/** Why somebody is to be called: another has the wish, it is open again, or it was taken down. */
export const endOf = ({ wish_state, standing }: Pick<ClaimConflict, 'wish_state' | 'standing'>) => wish_state === 'withdrawn' ? 'withdrawn' : standing ? 'given' : 'open'

export function useConflicts(fair: () => string) {
  const list = usePages<ClaimConflict>(
    () => `conflicts.${fair()}`, (cursor): Promise<Page<ClaimConflict>> => api.get('/fairs/{fair}/conflicts', { path: { fair: fair() }, query: { cursor } }),
  )
  const gone = ref(new Set<string>()) // decided, until the list has come again
  watch(list.data, () => { gone.value.clear() })
  const items = computed(() => list.items.value.filter(({ id }) => !gone.value.has(id)))

  const asking = shallowRef<{ conflict: ClaimConflict, decision: Decision, client_id: string }>()
  const note = ref('')
  function ask(conflict: ClaimConflict, decision: Decision) {
    note.value = ''
    deciding.failure.value = undefined
    asking.value = { conflict, decision, client_id: uuid() }
  }

  const deciding = useSubmit(async () => {
    if (!asking.value) return
    const { conflict, decision, client_id } = asking.value
    try {
      await api.post('/fairs/{fair}/conflicts/{todo}/resolve', { path: { fair: fair(), todo: conflict.id }, body: { client_id, decision, note: note.value.trim() } })
      toast(strings.conflicts.done)
    } catch (failure) {
      if (!(failure instanceof ApiError) || !['claim_conflict_settled', 'not_found'].includes(failure.code)) throw failure
      toast(strings.conflicts.elsewhere)
    }
    gone.value.add(conflict.id)
    asking.value = undefined
    list.reload()
  })
  return { list, items, asking, note, ask, deciding }
}
