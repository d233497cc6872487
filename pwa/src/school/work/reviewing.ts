/* Reading what was handed in, and answering it. */
import { ref } from 'vue'
import { api } from '../../app/api/client'
import type { Page, SubmissionItem, SubmissionState } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { strings } from './strings'

const words = strings.submissions

export function useSubmissions(assignment: string) {
  const state = ref<SubmissionState>('handed_in')
  const options = (Object.keys(words.filters) as SubmissionState[]).map(value => ({ value, label: words.filters[value] }))
  const list = usePages<SubmissionItem>(() => `submissions.${assignment}.${state.value}`, (cursor): Promise<Page<SubmissionItem>> =>
    api.get('/school/assignments/{assignment}/submissions', { path: { assignment }, query: { state: state.value, cursor } }))
  return { state, options, list }
}

/** Feedback to one submission, kept while it is written. `done` reads the list afresh. */
export function useReview(assignment: string, one: SubmissionItem, done: () => unknown) {
  const { values, clear } = useDraft(`review.${assignment}.${one.person}.${one.version}`, { feedback: one.feedback })
  const outcome = ref<'passed' | 'revise'>('passed')
  const sending = useSubmit(async () => {
    const path = { assignment, person: one.person }
    await api.put('/school/assignments/{assignment}/submissions/{person}/review', { path, body: { version: one.version, outcome: outcome.value, feedback: values.feedback.trim() } })
    clear()
    toast(words.done)
    await done()
  })
  function answer(chosen: 'passed' | 'revise') {
    outcome.value = chosen
    return sending.submit()
  }
  return { values, outcome, sending, answer }
}
