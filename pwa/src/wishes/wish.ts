/* One wish as this phone knows it: the server's word, and the receipt of a claim made here. */
import { computed, onMounted, watch } from 'vue'
import { api } from '../app/api/client'
import type { Wish } from '../app/api/shapes'
import { dropReceipt, receipts } from '../app/receipts'
import { me } from '../app/session'
import { useCached } from '../app/store'
import { letters } from '../app/waiting'
import { leaving } from './giving-back'
import { refusals, settle } from './settling'

export function useWish(code: () => string) {
  const state = useCached<Wish>(() => `wish/${code()}/${me.value?.id ?? ''}`, () => api.get('/wishes/{wish}', { path: { wish: code() } }))
  const receipt = computed(() => receipts.value.find(one => one.code === code()))

  /** Mine by account, or by this phone's own receipt. */
  const mine = computed(() => {
    const wish = state.data.value
    if (!wish || wish.state === 'open' || wish.state === 'withdrawn') return undefined
    const { claim } = wish
    if (claim?.mine && claim.number && claim.promise_by) return { number: claim.number, by: claim.promise_by, clientId: receipt.value?.client_id }
    const { number, promise_by: by, client_id: clientId } = receipt.value ?? {}
    return number && by ? { number, by, clientId } : undefined
  })

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
