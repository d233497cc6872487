/* What the staff does about hours: look at forgotten check-outs, answer requests, decide on proposals, propose. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '../../../app/api/client'
import type { ForgottenStay, HourChange, Page, Volunteer } from '../../../app/api/shapes'
import { useDraft } from '../../../app/drafts'
import { useSubmit } from '../../../app/form'
import { usePages } from '../../../app/lists'
import { useCached } from '../../../app/store'
import { toast } from '../../../app/toast'
import { hoursText, minutesOf, problem, typedHours, useActId } from '../hours'
import { strings } from '../strings'

const words = strings.work

export function useForgotten() {
  const list = usePages<ForgottenStay>('hours.forgotten', cursor => api.get('/hours/forgotten', { query: { cursor, limit: 50 } }))
  const chosen = shallowRef<ForgottenStay>()
  const asking = ref<'less' | 'no'>()
  const typed = ref('')

  async function check(stay: ForgottenStay, minutes: number) {
    await api.post('/hours/forgotten/checks', { body: { row: stay.id, minutes } })
    toast(words.forgotten.done(hoursText(minutes)))
    asking.value = undefined
    list.reload()
  }
  const whole = useSubmit(() => check(chosen.value!, chosen.value!.minutes))
  const part = useSubmit(() => check(chosen.value!, asking.value === 'no' ? 0 : minutesOf(typed.value)))
  function ask(stay: ForgottenStay, what: 'less' | 'no') {
    chosen.value = stay
    typed.value = ''
    part.failure.value = undefined
    asking.value = what
  }
  function confirm(stay: ForgottenStay) {
    chosen.value = stay
    return whole.submit()
  }
  return { list, chosen, asking, typed, whole, part, ask, confirm }
}

/** Somebody's request or proposal, what is asked about it, and why: `send` sends the decision and says what came of it. */
function useDecision<Choice extends string>(send: (change: HourChange, choice: Choice) => Promise<string>, reload: () => void) {
  const chosen = shallowRef<HourChange>()
  const asking = shallowRef<Choice>()
  const reason = ref('')
  const sending = useSubmit(async () => {
    toast(await send(chosen.value!, asking.value!))
    asking.value = undefined
    reload()
  })
  function ask(change: HourChange, what: Choice) {
    chosen.value = change
    reason.value = ''
    sending.failure.value = undefined
    sending.errors.value = {}
    asking.value = what
  }
  return { chosen, asking, reason, sending, ask }
}

function given(reason: string) {
  if (reason.trim().length < 2) throw problem('reason', strings.reasonMissing)
  return reason.trim()
}

export function useRequests() {
  const list = usePages<HourChange>('hours.requests', cursor => api.get('/hours/requests', { query: { cursor, limit: 50 } }))
  const typed = ref('')
  const deciding = useDecision<'propose' | 'refuse'>(async (change, decision) => {
    const minutes = decision === 'propose' ? minutesOf(typed.value, change.kind === 'corrected' ? 0 : 1) : null
    await api.post('/hours/requests/{change}/answer', { path: { change: change.id }, body: { decision, minutes, reason: given(deciding.reason.value) } })
    return decision === 'propose' ? words.requests.done : words.requests.refused
  }, list.reload)
  function ask(change: HourChange, what: 'propose' | 'refuse') {
    typed.value = change.recorded_minutes ? typedHours(change.recorded_minutes) : ''
    deciding.ask(change, what)
  }
  return { ...deciding, list, typed, ask }
}

export function useProposals() {
  const list = usePages<HourChange>('hours.proposals', cursor => api.get('/hours/proposals', { query: { cursor, limit: 50 } }))
  const deciding = useDecision<'approve' | 'refuse'>(async (change, decision) => {
    const reason = decision === 'refuse' ? given(deciding.reason.value) : deciding.reason.value.trim()
    await api.post('/hours/proposals/{change}/decision', { path: { change: change.id }, body: { decision, reason } })
    return decision === 'approve' ? words.proposals.done : words.proposals.refused
  }, list.reload)
  return { ...deciding, list }
}

/** What a proposal changes, in one line. */
export const changeOf = ({ kind, was, minutes }: HourChange) =>
  kind === 'added' ? words.proposals.added(hoursText(minutes ?? 0)) : words.proposals.corrected(hoursText(was ?? 0), hoursText(minutes ?? 0))

export function useProposing(done: () => void) {
  const { values, clear } = useDraft('hours-proposal', { event: '', day: '', person: '', phone: '', hours: '', reason: '' })
  const people = useCached<Page<Volunteer>>(
    () => `hours.volunteers.${values.event}`,
    () => values.event ? api.get('/events/{event}/volunteers', { path: { event: values.event }, query: { limit: 100 } }) : Promise.resolve({ items: [], next: null }),
  )
  const volunteers = computed(() => people.data.value?.items ?? [])
  watch(() => values.event, () => { values.person = '' })
  const idOf = useActId()
  const sending = useSubmit(async () => {
    const words = strings.work.propose
    if (!values.event) throw problem('event', words.eventMissing)
    if (!values.person && !values.phone.trim()) throw problem(volunteers.value.length ? 'person' : 'phone', words.personMissing)
    if (!values.day) throw problem('day', words.dayMissing)
    const minutes = minutesOf(values.hours)
    if (values.reason.trim().length < 2) throw problem('reason', strings.reasonMissing)
    const who = values.person ? { person: values.person } : { phone: values.phone }
    const body = { event: values.event, day: values.day, minutes, reason: values.reason.trim(), ...who }
    await api.post('/hours/proposals', { body: { client_id: idOf(body), ...body } })
    const kept = { event: values.event, day: values.day } // the next one is often of the same activity
    clear()
    Object.assign(values, kept)
    toast(words.sent)
    done()
  })
  return { values, volunteers, sending }
}
