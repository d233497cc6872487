/* What a claimant does about the promise: it is ready, or another day. Proved by the account, or by this phone's receipt. */
import { computed, ref } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { ClaimPromise } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { dayText } from '../../app/format'
import { keepReceipt, receipts } from '../../app/receipts'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { plusDays, today } from './days'
import { strings } from './strings'

export const LATER_DAYS = 14

/** The days that a claimant may move the promise to. */
export function choice(by: string, now?: number) {
  const from = [by, today(now)].sort()[1]!
  return { earliest: from === by ? plusDays(by, 1) : from, latest: plusDays(from, LATER_DAYS) }
}

export function useKeeping({ code, by, clientId }: { code: () => string, by: () => string, clientId: () => string | undefined }, done: () => void) {
  const words = strings.keeping
  const day = ref('')
  const moving = ref(false)
  const own = uuid() // an account proves itself
  const asked = () => ({ path: { wish: code() }, body: { client_id: clientId() ?? own } })
  const days = computed(() => choice(by()))

  const readying = useSubmit(async () => {
    await remember(await api.post('/wishes/{wish}/ready', asked()))
    toast(words.readyDone)
    done()
  })
  const saving = useSubmit(async () => {
    if (!day.value) throw new ApiError(422, 'validation_failed', '', words.dayMissing, [{ field: 'day', message: words.dayMissing }])
    const { path, body } = asked()
    await remember(await api.post('/wishes/{wish}/promise', { path, body: { ...body, day: day.value } }))
    toast(words.moved(dayText(day.value)))
    moving.value = false
    done()
  })
  /** Without an account this phone's receipt is where the day is read from. */
  async function remember({ promise_by }: ClaimPromise) {
    const receipt = receipts.value.find(one => one.code === code())
    if (receipt) await keepReceipt({ ...receipt, promise_by })
  }
  return { day, days, moving, readying, saving }
}
