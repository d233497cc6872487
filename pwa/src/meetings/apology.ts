/* 请假: saying why one cannot come, saying it differently, taking it back. */
import { ref } from 'vue'
import { api } from '../app/api/client'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { toast } from '../app/toast'
import { strings } from './strings'

/** `done` reads the meeting afresh. */
export function useApology(meeting: () => string, done: () => unknown) {
  const open = ref(false)
  const { values, clear } = useDraft(`apology.${meeting()}`, { reason: '' })
  const path = () => ({ meeting: meeting() })

  const sending = useSubmit(async () => {
    await api.put('/meetings/{meeting}/apology', { path: path(), body: { reason: values.reason } })
    clear()
    open.value = false
    toast(strings.apology.sent)
    await done()
  })
  const withdrawing = useSubmit(async () => {
    await api.del('/meetings/{meeting}/apology', { path: path() })
    toast(strings.mine.withdrawn)
    await done()
  })
  function ask(reason = '') {
    values.reason ||= reason
    open.value = true
  }
  return { open, values, ask, sending, withdrawing }
}
