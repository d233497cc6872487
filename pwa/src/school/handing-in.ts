/* Handing in an assignment: kept on the phone first, so it works without a network. */
import { ref } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { Assignment, Media, Submission } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { send } from '../app/outbox'
import { useCached } from '../app/store'
import { toast } from '../app/toast'
import { uuid } from '../app/uuid'
import { submissionPath } from './school'
import { strings } from './strings'

const words = strings.assignment

export const useAssignment = (id: () => string) =>
  useCached<Assignment>(() => `assignment.${id()}`, () => api.get('/school/assignments/{assignment}', { path: { assignment: id() } }))

/** What was typed is kept over a reload. `done` reads the assignment afresh. */
export function useHandingIn(assignment: Assignment, done: () => unknown) {
  const { values, clear } = useDraft(`assignment.${assignment.id}`, {
    text: assignment.mine?.text ?? '',
    files: assignment.mine?.files ?? [] as Media[],
  })
  const pending = ref(false) // a file is on its way
  const sending = useSubmit(async () => {
    const text = values.text.trim()
    const problem = pending.value ? words.uploading : text || values.files.length ? '' : words.empty
    if (problem) throw new ApiError(422, 'validation_failed', '', problem, [{ field: pending.value ? 'files' : 'text', message: problem }])
    const id = uuid()
    const body = { client_id: id, text, files: values.files.map(file => file.id) }
    const sent = await send<Submission>({ id, path: submissionPath(assignment.id), body, label: words.label(assignment.title) })
    clear()
    toast(sent.state === 'kept' ? words.kept : words.sent)
    if (sent.state === 'sent') await done()
  })
  return { values, pending, sending }
}
