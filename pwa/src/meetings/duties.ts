/* What those who look after a meeting do with it. */
import { computed, ref, watch } from 'vue'
import { api } from '../app/api/client'
import type { Meeting } from '../app/api/shapes'
import { useSubmit } from '../app/form'
import { toast } from '../app/toast'
import { strings } from './work-strings'

const words = strings.duties
type Decision = 'accept' | 'decline'

/** `done` reads the meeting afresh. */
export function useDuties(meeting: () => Meeting, done: () => unknown) {
  const invitations = computed(() => meeting().state === 'cancelled' || meeting().signed ? [] : meeting().branches.filter(({ id }) => meeting().may.answer.includes(id)))

  const point = ref('')
  watch(() => meeting().may.attendance && meeting().id, async id => {
    if (id) point.value = (await api.get('/meetings/{meeting}/check-in-point', { path: { meeting: id } }).catch(() => ({ point: '' }))).point
  }, { immediate: true })

  const [open, note] = [ref(false), ref('')]
  const cancelling = useSubmit(async () => {
    await api.put('/meetings/{meeting}/cancellation', { path: { meeting: meeting().id }, body: { note: note.value } })
    open.value = false
    toast(words.cancelled)
    await done()
  })

  const chosen = ref<{ branch: string, decision: Decision }>()
  const answering = useSubmit(async () => {
    const { branch, decision } = chosen.value!
    await api.put('/meetings/{meeting}/branches/{branch}', { path: { meeting: meeting().id, branch }, body: { decision } })
    toast(decision === 'accept' ? words.accepted : words.declined)
    await done()
  })
  function answer(branch: string, decision: Decision) {
    chosen.value = { branch, decision }
    return answering.submit()
  }
  return { invitations, point, open, note, cancelling, answering, answer }
}
