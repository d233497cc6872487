/* Applications and trainees of a term. */
import { computed, ref } from 'vue'
import { api } from '../../app/api/client'
import type { EnrolmentItem, EnrolmentState, Page } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { strings } from './strings'

const words = strings.people

export function usePeople(term: string) {
  const state = ref<EnrolmentState>('pending')
  const options = (Object.keys(words.filters) as EnrolmentState[]).map(value => ({ value, label: words.filters[value] }))
  const list = usePages<EnrolmentItem>(() => `enrolments.${term}.${state.value}`, (cursor): Promise<Page<EnrolmentItem>> =>
    api.get('/school/terms/{term}/enrolments', { path: { term }, query: { state: state.value, cursor } }))

  const [chosen, reason] = [ref<EnrolmentItem>(), ref('')]
  const [refusing, replacing] = [ref(false), ref(false)]
  const put = (decision: 'approve' | 'refuse', why = '') =>
    api.put('/school/terms/{term}/enrolments/{person}/decision', { path: { term, person: chosen.value!.person }, body: { decision, reason: why } })

  const approval = useSubmit(async () => {
    await put('approve')
    toast(words.approved(chosen.value!.name))
    await list.reload()
  })
  const refusal = useSubmit(async () => {
    await put('refuse', reason.value.trim())
    refusing.value = false
    reason.value = ''
    toast(words.refused)
    await list.reload()
  })
  const issuing = useSubmit(async () => {
    const replaces = replacing.value ? chosen.value!.certificate!.code : null
    await api.put('/school/terms/{term}/certificates/{person}', { path: { term, person: chosen.value!.person }, body: { replaces } })
    toast(replaces ? words.replaced : words.issued)
    replacing.value = false
    await list.reload()
  })
  const about = (one: EnrolmentItem, act: () => unknown) => { chosen.value = one; return act() }
  const failed = computed(() => approval.failure.value ?? (replacing.value ? undefined : issuing.failure.value))
  return {
    state, options, list, chosen, reason, refusing, replacing, approval, refusal, issuing, failed,
    approve: (one: EnrolmentItem) => about(one, approval.submit),
    refuse: (one: EnrolmentItem) => about(one, () => { refusing.value = true }),
    issue: (one: EnrolmentItem) => about(one, issuing.submit),
    replace: (one: EnrolmentItem) => about(one, () => { replacing.value = true }),
  }
}
