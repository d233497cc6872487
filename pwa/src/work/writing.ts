/* Writing a notice: a draft that survives, a look at it before it goes out, one notice however often the button is tapped. */
import { computed, ref } from 'vue'
import { useRouter } from '../app/routing'
import { api, ApiError } from '../app/api/client'
import type { Audience, BranchItem, Notice, Urgency } from '../app/api/shapes'
import { serverNow } from '../app/clock'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { uuid } from '../app/uuid'
import { audienceOf, type Choice } from './audience'
import { strings } from './strings'

export interface NoticeDraft extends Choice, Record<string, unknown> { title: string, body: string, urgency: Urgency, later: boolean, at: string, client_id: string }
const blank = (): NoticeDraft => ({ title: '', body: '', urgency: 'normal', later: false, at: '', everyone: false, branches: [], events: [], districts: [], client_id: '' })

/** What the time field holds is the city's time, wherever the phone thinks it is. */
export const cityTime = (typed: string) => `${typed.slice(0, 16)}:00+08:00`

/** Said beside the fields, before anything is sent. */
export function noticeProblems({ title, body, later, at }: NoticeDraft, audience: Audience | undefined, now: number) {
  const words = strings.writeNotice
  return [
    { field: 'title', message: title.trim() ? '' : words.titleMissing },
    { field: 'body', message: body.trim() ? '' : words.bodyMissing },
    { field: 'audience', message: audience ? '' : words.whomMissing },
    { field: 'send_at', message: !later ? '' : !at ? words.atMissing : Date.parse(cityTime(at)) <= now ? words.atPast : '' },
  ].filter(({ message }) => message)
}

export function useNotice(branches: () => BranchItem[]) {
  const router = useRouter()
  const { values, clear } = useDraft('notice', blank())
  const audience = computed(() => audienceOf(values, branches()))
  const checking = ref(false)

  function check() {
    const problems = noticeProblems(values, audience.value, serverNow())
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
  }
  const review = useSubmit(async () => {
    check()
    sending.failure.value = undefined
    checking.value = true
  })

  const sending = useSubmit(async () => {
    try {
      check()
      values.client_id ||= uuid() // stays with the draft until the answer came: a lost answer is asked for, not doubled
      const { title, body, urgency, client_id, later, at } = values
      const notice: Notice = await api.post('/notices', {
        body: { client_id, title: title.trim(), body: body.trim(), urgency, audience: audience.value!, send_at: later ? cityTime(at) : null },
      })
      await router.replace(`/work/notices/${notice.id}`) // the draft stays until we are there, so that a second tap repeats this very notice
      clear()
    } catch (failure) {
      if (failure instanceof ApiError && failure.errors.length) { // back to the fields, where it is said
        checking.value = false
        review.errors.value = Object.fromEntries(failure.errors.map(({ field, message }) => [field.split('.')[0]!, message]))
      }
      throw failure
    }
  })

  /** The words were changed after a first try whose answer got lost: send them as another notice. */
  async function sendAnew() {
    values.client_id = uuid()
    await sending.submit()
  }
  const reused = computed(() => sending.failure.value?.code === 'client_id_reused')
  return { values, clear, audience, checking, review, sending, reused, sendAnew }
}
