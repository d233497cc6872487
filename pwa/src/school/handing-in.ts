/* Handing in an assignment: kept on the phone first, so it works without a network. */
import { api, ApiError } from '../app/api/client'
import type { Assignment, Submission } from '../app/api/shapes'
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
  const { values, clear } = useDraft(`assignment.${assignment.id}`, { text: assignment.mine?.text ?? '' })
  const sending = useSubmit(async () => {
    const text = values.text.trim()
    if (!text) throw new ApiError(422, 'validation_failed', '', words.empty, [{ field: 'text', message: words.empty }])
    const id = uuid()
    const files = assignment.mine?.files.map(file => file.id) ?? []
    const body = { client_id: id, text, files }
    const sent = await send<Submission>({ id, path: submissionPath(assignment.id), body, label: words.label(assignment.title) })
    clear()
    toast(sent.state === 'kept' ? words.kept : words.sent)
    if (sent.state === 'sent') await done()
  })
  return { values, sending }
}
