/* Following a notice that was sent: asks again while something is on its way, and stops when all is said. */
import { onScopeDispose, watch } from 'vue'
import { api } from '../app/api/client'
import type { Delivery, Notice } from '../app/api/shapes'
import { serverNow } from '../app/clock'
import { useCached } from '../app/store'

export interface Followed { notice: Notice, delivery: Delivery }

const FIRST = 2_000
const LONGEST = 30_000

export const stateKind = (state: Notice['state']) => ({ scheduled: 'plain', sending: 'brand', sent: 'ok', expired: 'warn' } as const)[state]
export const whenText = ({ state, send_at, sent_at, created_at }: Notice) => (state === 'scheduled' ? send_at : sent_at) ?? created_at

/** Nothing is on its way any more. */
export const settled = ({ notice: { state }, delivery }: Followed) => state === 'expired' || (state === 'sent' && delivery.webpush.queued === 0)

/** Milliseconds until it is worth asking again, for the `times`-th time; undefined when it is not. */
export function nextLook(followed: Followed, times: number, now: number): number | undefined {
  if (settled(followed)) return undefined
  const { state, send_at } = followed.notice
  const early = state === 'scheduled' && send_at ? Date.parse(send_at) - now : 0
  return Math.max(early > 0 ? Math.min(early + FIRST, 10 * LONGEST) : 0, Math.min(LONGEST, FIRST * 1.3 ** times))
}

export function useFollowed(id: string) {
  const path = { notice: id }
  const state = useCached<Followed>(`notices.${id}`, async () => {
    const [notice, delivery] = await Promise.all([api.get('/notices/{notice}', { path }), api.get('/notices/{notice}/delivery', { path })])
    return { notice, delivery }
  })
  let timer: ReturnType<typeof setTimeout> | undefined
  let times = 0

  function plan() {
    clearTimeout(timer)
    const wait = state.data.value && !document.hidden ? nextLook(state.data.value, times, serverNow()) : undefined
    if (wait !== undefined) timer = setTimeout(() => { times++; state.reload() }, wait)
  }
  watch(state.loading, loading => { if (!loading) plan() })
  document.addEventListener('visibilitychange', plan)
  onScopeDispose(() => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', plan)
  })
  return state
}
