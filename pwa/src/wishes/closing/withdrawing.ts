/* Taking a wish down: one act, with a reason from a short list. */
import { reactive } from 'vue'
import { api, ApiError } from '../../app/api/client'
import { useSubmit } from '../../app/form'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export type Why = keyof typeof strings.withdrawn

export function useWithdrawing(code: () => string, done: () => void) {
  const values = reactive({ reason: '', note: '' })
  const act = uuid() // the sheet is made anew for each wish
  const sending = useSubmit(async () => {
    if (!values.reason) throw new ApiError(422, 'validation_failed', '', strings.whyMissing, [{ field: 'reason', message: strings.whyMissing }])
    const body = { client_id: act, reason: values.reason as Why, note: values.note.trim() }
    await api.post('/wishes/{wish}/withdraw', { path: { wish: code() }, body })
    toast(strings.withdrawDone)
    done()
  })
  return { values, sending }
}
