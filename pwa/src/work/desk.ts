/* The check-in screen: asks every few seconds, and goes on with the codes it has when the network stumbles.
   Runs for hours: each answer replaces the one before, nothing is collected. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { DeskCode } from '../app/api/shapes'
import { serverNow } from '../app/clock'
import { codeAt, lastsUntil, secondsLeft } from './rotation'

const EVERY = 5_000
const SILENCE = 12_000 // no answer for this long is a stumble too, before a request gives up
const TICK = 250
const FINAL = [401, 403, 404]

type Ask = () => Promise<DeskCode>
export const eventCode = (event: string): Ask => () => api.get('/events/{event}/desk-code', { path: { event } })
export const pointCode = (point: string): Ask => () => api.get('/check-in-points/{point}/desk-code', { path: { point } })

export function useDesk(ask: Ask) {
  const desk = shallowRef<DeskCode>()
  const failure = shallowRef<unknown>() // of the last question
  const now = ref(serverNow())
  const heard = ref(Date.now())
  const silent = ref(false)
  let asking = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function refresh() {
    if (asking || over) return
    asking = true
    clearTimeout(timer)
    try {
      desk.value = await ask()
      failure.value = undefined
      heard.value = Date.now()
    } catch (caught) {
      failure.value = caught
      if (caught instanceof ApiError && FINAL.includes(caught.status)) desk.value = undefined // no longer ours to show
    }
    asking = false
    tick()
    if (!over) timer = setTimeout(refresh, EVERY)
  }

  function tick() {
    now.value = serverNow()
    silent.value = Date.now() - heard.value > SILENCE
  }
  const seen = () => { if (!document.hidden) { tick(); refresh() } }

  const ticking = setInterval(tick, TICK)
  addEventListener('online', refresh)
  document.addEventListener('visibilitychange', seen)
  onScopeDispose(() => {
    over = true
    clearTimeout(timer)
    clearInterval(ticking)
    removeEventListener('online', refresh)
    document.removeEventListener('visibilitychange', seen)
  })
  refresh()

  const code = computed(() => desk.value && codeAt(desk.value.codes, now.value, desk.value.accept_s))
  const left = computed(() => code.value ? secondsLeft(code.value, now.value) : 0)
  const spare = computed(() => desk.value ? Math.max(0, Math.ceil((lastsUntil(desk.value.codes, desk.value.accept_s) - now.value) / 1000)) : 0)
  const stumbling = computed(() => !!desk.value && (!!failure.value || silent.value))
  return { desk, code, left, spare, stumbling, failure, refresh }
}
