/* Seconds until something may be done again; keeps right when the phone slept in between. */
import { onScopeDispose, ref } from 'vue'

export function useCountdown() {
  const left = ref(0)
  let ends = 0
  let timer: ReturnType<typeof setInterval> | undefined

  const stop = () => clearInterval(timer)
  function tick() {
    left.value = Math.max(0, Math.ceil((ends - Date.now()) / 1000))
    if (!left.value) stop()
  }
  function start(seconds: number) {
    stop()
    ends = Date.now() + seconds * 1000
    tick()
    if (left.value) timer = setInterval(tick, 500)
  }
  onScopeDispose(stop)
  return { left, start, stop }
}
