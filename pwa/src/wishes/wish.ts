/* One wish as this phone knows it: the server's word, and the receipt of a claim made here. */
import { computed, onMounted, watch } from 'vue'
import { api } from '../app/api/client'
import type { Wish } from '../app/api/shapes'
import { dropReceipt, receipts, type Receipt } from '../app/receipts'
import { me } from '../app/session'
import { useCached } from '../app/store'
import { letters } from '../app/waiting'
import { leaving } from './giving-back'
import { refusals, settle } from './settling'

/** Mine by account, or by this phone's own receipt. */
export function claimOf({ state, claim }: Pick<Wish, 'state' | 'claim'>, receipt?: Receipt) {
  if (state === 'open' || state === 'withdrawn') return undefined
  const number = claim?.number ?? receipt?.number
  const by = claim?.promise_by ?? receipt?.promise_by
  return number && by ? { number, by, clientId: receipt?.client_id } : undefined
}

export function useWish(code: () => string) {
  const state = useCached<Wish>(() => `wish/${code()}/${me.value?.id ?? ''}`, () => api.get('/wishes/{wish}', { path: { wish: code() } }))
  const receipt = computed(() => receipts.value.find(one => one.code === code()))

  const mine = computed(() => state.data.value && claimOf(state.data.value, receipt.value))

  // Given back elsewhere, or lapsed: the server says it is open again, so the receipt proves nothing any more.
  watch([state.data, state.loading, receipt], ([wish, loading, held]) => {
    if (!loading && !state.stale.value && wish?.state === 'open' && held?.number && held.at < (state.at.value ?? 0)) dropReceipt(held.code)
  })

  watch([() => refusals.value[code()], () => leaving.value.has(code())], ([refused], [before]) => {
    if (refused !== before || !leaving.value.has(code())) state.reload()
  })

  const look = () => settle().catch(() => {})
  onMounted(look)
  watch(letters, look)
  return { state, receipt, mine, waiting: computed(() => Boolean(receipt.value?.waiting)) }
}
