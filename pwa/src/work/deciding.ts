/* Deciding who joins. Two people may decide at once: the server takes the first, the other one is told and sees the new list. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { Application, Page } from '../app/api/shapes'
import { useSubmit } from '../app/form'
import { usePages } from '../app/lists'
import { toast } from '../app/toast'
import { strings } from './strings'

export function useApplications(branch: () => string) {
  const words = strings.applications
  const list = usePages<Application>(
    () => `applications.${branch()}`,
    (cursor): Promise<Page<Application>> => api.get('/branches/{branch}/applications', { path: { branch: branch() }, query: { state: 'pending', cursor } }),
  )
  const gone = ref(new Set<string>()) // decided, until the list has come again
  watch(list.data, () => { gone.value.clear() })
  const items = computed(() => list.items.value.filter(({ person }) => !gone.value.has(person)))

  const approving = shallowRef<Application>()
  const refusing = shallowRef<Application>()
  const reason = ref('')

  async function decide(one: Application, body: { decision: 'approve' | 'refuse', reason?: string }, done: string) {
    const { person, name } = one
    try {
      await api.patch('/branches/{branch}/applications/{person}', { path: { branch: branch(), person }, body })
      toast(done)
    } catch (failure) {
      if (!(failure instanceof ApiError) || !['application_already_decided', 'not_found'].includes(failure.code)) throw failure
      toast(words.elsewhere(name))
    }
    gone.value.add(person)
    approving.value = refusing.value = undefined
    reason.value = ''
    list.reload()
  }

  const approval = useSubmit(async () => {
    const one = approving.value
    if (one) await decide(one, { decision: 'approve' }, words.approved(one.name))
  })
  const refusal = useSubmit(async () => {
    const one = refusing.value
    const said = reason.value.trim()
    if (!said) throw new ApiError(422, 'validation_failed', '', words.reasonMissing, [{ field: 'reason', message: words.reasonMissing }])
    if (one) await decide(one, { decision: 'refuse', reason: said }, words.refused(one.name))
  })
  watch(approving, () => { approval.failure.value = undefined })
  watch(refusing, () => { refusal.failure.value = undefined; refusal.errors.value = {} })
  return { list, items, approving, refusing, reason, approval, refusal }
}
