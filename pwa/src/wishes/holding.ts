/* Holding a wish while its claim card is filled in. A courtesy: without a network, or past the server's limit, there is no hold
   and claiming works all the same. */
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { api, ApiError } from '../app/api/client'
import { BASE } from '../app/api/wire'
import { serverNow } from '../app/clock'

interface Client { known: () => string }

/** Holds `code` as soon as `wanted` says so, and lets go when the page is left. `gone` is told when it is not there to be held. */
export function useHold(code: string, client: Client, wanted: Ref<boolean>, gone: () => void) {
  const until = ref<number>()
  const over = ref(false) // the time is up; the card can still be sent
  const held = shallowRef<ApiError>() // somebody else is filling in the card
  let timer: ReturnType<typeof setTimeout> | undefined
  let mine = '' // the client id that holds it

  async function hold() {
    const asked = mine = client.known()
    try {
      const given = await api.put('/wishes/{wish}/hold', { path: { wish: code }, body: { client_id: asked } })
      held.value = undefined
      if (given.until && mine === asked) keep(Date.parse(given.until))
    } catch (failure) {
      mine = ''
      if (!(failure instanceof ApiError)) throw failure
      held.value = failure.code === 'wish_held' ? failure : undefined
      if (failure.code === 'wish_already_claimed') gone()
    }
  }

  function keep(moment: number) {
    clearTimeout(timer)
    until.value = moment
    over.value = false
    timer = setTimeout(() => { over.value = true }, Math.max(0, moment - serverNow()))
  }

  /** Sent even while the page is being closed; a claim that was made is not touched by it. */
  function letGo() {
    clearTimeout(timer)
    if (!mine) return
    const body = JSON.stringify({ client_id: mine })
    mine = ''
    until.value = undefined
    const headers = { 'Content-Type': 'application/json', 'X-Weiguang': '1' }
    fetch(`${BASE}/wishes/${code}/hold`, { method: 'DELETE', keepalive: true, credentials: 'same-origin', headers, body }).catch(() => {})
  }

  const back = ({ persisted }: PageTransitionEvent) => { if (persisted && wanted.value) hold() }
  watch(wanted, on => { if (on) hold() }, { immediate: true }) // no longer wanted means claimed: the server lets go by itself
  addEventListener('pagehide', letGo)
  addEventListener('pageshow', back)
  onBeforeUnmount(() => {
    removeEventListener('pagehide', letGo)
    removeEventListener('pageshow', back)
    letGo()
  })
  return { until, over, held, hold }
}
