/* Checking in: by the moment of the scan, through the outbox, ending in one word. */
import { computed, ref, shallowRef, watch } from 'vue'
import { loadMe } from '../app/account'
import { ApiError } from '../app/api/client'
import type { CheckedIn } from '../app/api/shapes'
import { dropLetter, send, type Letter } from '../app/outbox'
import { me } from '../app/session'
import { letters } from '../app/waiting'
import { clientIdOf, type Scan } from './moments'
import { strings } from './strings'

export type Outcome = 'sending' | 'stored' | 'duplicate' | 'kept' | 'expired' | 'clock' | 'unknown' | 'sign-in' | 'failed'

const refusals: Record<string, Outcome> = { check_in_code_expired: 'expired', scan_time_out_of_range: 'clock', not_found: 'unknown', sign_in_required: 'sign-in' }
export const outcomeOf = (code: string, status = 0): Outcome => refusals[code] ?? (status === 404 ? 'unknown' : 'failed')

export function useCheckIn() {
  const outcome = ref<Outcome>('sending')
  const answer = shallowRef<CheckedIn>()
  const problem = ref('')
  let scan: Scan | undefined
  let id = ''
  let wasKept = false
  let busy = false

  async function checkIn(seen: Scan, what?: string) {
    if (busy) return
    scan = seen
    if (!me.value) return outcome.value = 'sign-in'
    busy = true
    id = clientIdOf(seen, me.value.id)
    if (outcome.value !== 'kept') outcome.value = 'sending'
    await ask(seen, what ?? seen.code).finally(() => { busy = false })
  }

  async function ask({ code: point, proof, at: scanned_at }: Scan, what: string) {
    try {
      const sent = await send<CheckedIn>({ id, path: `/check-ins/${id}`, body: { point, ...(proof ? { proof } : {}), scanned_at }, label: strings.checkIn.label(what), stamp: true })
      if (sent.state === 'kept') {
        wasKept = true
        outcome.value = 'kept'
        return
      }
      answer.value = sent.answer
      // The row that waited is asked for once more to hear its answer; it was this very scan that counted.
      outcome.value = !wasKept && ['duplicate', 'conflict'].includes(sent.answer?.state ?? '') ? 'duplicate' : 'stored'
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      problem.value = failure.message
      outcome.value = outcomeOf(failure.code, failure.status)
      if (outcome.value === 'sign-in') await loadMe() // the session ended: forget whom this phone remembered
    }
  }

  /** A row that waited was sent, or refused, by the outbox. */
  watch(letters, (now: Letter[], before: Letter[]) => {
    if (outcome.value !== 'kept' || busy || !scan) return
    const letter = now.find(one => one.id === id)
    if (letter?.refused) {
      problem.value = letter.refused.reason
      outcome.value = outcomeOf(letter.refused.code)
      dropLetter(id).catch(() => {}) // it is read here
    } else if (!letter && before.some(one => one.id === id)) {
      checkIn(scan)
    }
  })

  const done = computed(() => outcome.value === 'stored' || outcome.value === 'duplicate')
  return { outcome, answer, problem, done, checkIn, retry: () => scan && checkIn(scan) }
}
