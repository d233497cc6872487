/* Making and changing terms, sessions and assignments: the draft, and sending it. */
import { api } from '../../app/api/client'
import type { Assignment, SchoolSession, Term } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { assignmentBody, assignmentForm, sessionBody, sessionForm, termBody, termForm, type SessionForm } from './forms'
import { strings } from './strings'

export function useTermForm(term: Term | undefined, branch: string | undefined, done: (id: string) => void) {
  const { values: form, clear } = useDraft(`term.${term?.id ?? 'new'}`, termForm(term, branch))
  const id = uuid()
  const saving = useSubmit(async () => {
    const body = termBody(form)
    const saved: Term = term
      ? await api.patch('/school/terms/{term}', { path: { term: term.id }, body })
      : await api.post('/school/terms', { body: { client_id: id, branch: form.branch, ...body } })
    clear()
    toast(term ? strings.form.saved : strings.form.made)
    done(saved.id)
  })
  return { form, saving }
}

export function useSessionForm(term: string, session: SchoolSession | undefined, done: () => void) {
  const { values: form, clear } = useDraft<SessionForm>(`session.${session?.id ?? `new.${term}`}`, sessionForm(session))
  const id = uuid()
  const saving = useSubmit(async () => {
    const body = sessionBody(form, session)
    if (session) await api.patch('/school/sessions/{session}', { path: { session: session.id }, body })
    else await api.post('/school/terms/{term}/sessions', { path: { term }, body: { client_id: id, ...body } })
    clear()
    toast(strings.session.saved)
    done()
  })
  return { form, saving }
}

export function useAssignmentForm(term: string, work: Assignment | undefined, done: () => void) {
  const words = strings.assignment
  const { values: form, clear } = useDraft(`set-assignment.${work?.id ?? `new.${term}`}`, assignmentForm(work))
  const id = uuid()
  const saving = useSubmit(async () => {
    const body = assignmentBody(form)
    if (work) await api.patch('/school/assignments/{assignment}', { path: { assignment: work.id }, body })
    else await api.post('/school/terms/{term}/assignments', { path: { term }, body: { client_id: id, ...body } })
    clear()
    toast(work ? words.saved : words.sent)
    done()
  })
  const withdrawing = useSubmit(async () => {
    if (!work) return
    const put = (withdrawn: boolean) => api.patch('/school/assignments/{assignment}', { path: { assignment: work.id }, body: { withdrawn } })
    await put(true)
    toast(words.withdrawn, { label: strings.term.undo, run: async () => { await put(false); toast(words.restored) } })
    done()
  })
  return { form, saving, withdrawing }
}
