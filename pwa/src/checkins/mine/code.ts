/* My code, kept on this phone: it is shown where there is no signal. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api } from '../../app/api/client'
import type { PersonalCode } from '../../app/api/shapes'
import { serverNow } from '../../app/clock'
import { online } from '../../app/online'
import { me } from '../../app/session'
import { cached, useCached } from '../../app/store'

const MINUTE = 60_000
const RENEW = 3600_000 // a page that stays open: an hour before the code ends

const key = () => `my-code/${me.value?.id ?? ''}`
const ask = (): Promise<PersonalCode> => api.get('/me/personal-code')

/** Fetch it before it is needed; a failure is of no account. */
export const keepCode = () => cached(key(), ask).catch(() => undefined)

export function useMyCode() {
  const state = useCached<PersonalCode>(key, ask)
  const now = ref(serverNow())
  const left = computed(() => state.data.value ? Date.parse(state.data.value.expires_at) - now.value : 0)

  function look() {
    now.value = serverNow()
    if (state.data.value && left.value < RENEW && online.value && !state.loading.value) state.reload()
  }
  const timer = setInterval(look, MINUTE)
  document.addEventListener('visibilitychange', look)
  watch(online, look)
  watch(state.data, () => { now.value = serverNow() })
  onScopeDispose(() => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', look)
  })
  return { state, over: computed(() => left.value <= 0) }
}
