/* Applying for a term, and taking it back. */
import { ref } from 'vue'
import { api } from '../app/api/client'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { toast } from '../app/toast'
import { strings } from './strings'

/** `done` reads the term afresh. */
export function useApplying(term: string, done: () => unknown) {
  const leaving = ref(false)
  const { values, clear } = useDraft(`enrolment.${term}`, { note: '' })
  const path = { term }

  const applying = useSubmit(async () => {
    await api.put('/school/terms/{term}/enrolment', { path, body: { note: values.note.trim() } })
    clear()
    toast(strings.apply.sent)
    await done()
  })
  const withdrawing = useSubmit(async () => {
    await api.del('/school/terms/{term}/enrolment', { path })
    leaving.value = false
    toast(strings.apply.left)
    await done()
  })
  return { values, leaving, applying, withdrawing }
}
