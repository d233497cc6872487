/* The camera of the scanner: opened at once, let go of while the page is hidden, opened anew when it is seen again. */
import { onBeforeUnmount, onMounted, ref, shallowRef, type Ref } from 'vue'
import { scan, type Torch } from '../app/scan'

export type CameraState = 'starting' | 'live' | 'denied' | 'none' | 'busy' | 'off'

/** Why there is no picture, in the words of the browser. */
export function stateOf(failure: unknown): CameraState {
  const name = (failure as { name?: string })?.name
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none'
}

/** With `steady` the camera goes on after a code. */
export function useCamera(video: Ref<HTMLVideoElement | null>, found: (text: string) => void, steady = false) {
  const state = ref<CameraState>('starting')
  const torch = shallowRef<Torch>()
  const lit = ref(false)
  let running: AbortController | undefined

  async function start() {
    stop()
    if (!video.value || document.hidden) return
    const mine = running = new AbortController()
    state.value = 'starting'
    try {
      const text = await scan(video.value, mine.signal, lamp => {
        if (mine.signal.aborted) return
        torch.value = lamp
        lit.value = false
        state.value = 'live'
      }, steady ? found : undefined)
      if (text && !mine.signal.aborted) {
        stop()
        found(text)
      }
    } catch (failure) {
      if (!mine.signal.aborted) state.value = stateOf(failure)
    }
  }

  function stop() {
    running?.abort()
    running = undefined
    torch.value = undefined
    lit.value = false
    state.value = 'off'
  }

  async function light() {
    const on = !lit.value
    await torch.value?.(on).then(() => { lit.value = on }, () => { torch.value = undefined })
  }

  let paused = false
  const follow = () => {
    if (document.hidden) {
      paused = running !== undefined
      stop()
    } else if (paused) {
      start()
    }
  }
  onMounted(() => {
    start()
    document.addEventListener('visibilitychange', follow)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', follow)
    stop()
  })
  return { state, torch, lit, light, start, stop }
}
