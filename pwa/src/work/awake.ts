/* Keeps the screen on while a page is open. The phone takes the lock away whenever the page is hidden, so it is asked for again. */
import { onScopeDispose, ref } from 'vue'

export function useAwake() {
  const awake = ref(false)
  const locks = (navigator as { wakeLock?: WakeLock }).wakeLock // missing in WeChat and on http
  let lock: WakeLockSentinel | undefined
  let over = false

  async function hold() {
    if (!locks || document.hidden || awake.value) return
    try {
      const got = await locks.request('screen')
      if (over) return void got.release()
      lock = got
      awake.value = true
      got.addEventListener('release', () => { awake.value = false })
    } catch { // battery saver: the screen may go dark, and the page says so
      awake.value = false
    }
  }
  document.addEventListener('visibilitychange', hold)
  onScopeDispose(() => {
    over = true
    document.removeEventListener('visibilitychange', hold)
    lock?.release().catch(() => {})
  })
  hold()
  return { awake }
}

/** Fills the whole screen, where the browser can. */
export function useFullScreen() {
  const possible = !!document.documentElement.requestFullscreen
  const full = ref(!!document.fullscreenElement)
  const follow = () => { full.value = !!document.fullscreenElement }
  const toggle = () => (full.value ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {})

  document.addEventListener('fullscreenchange', follow)
  onScopeDispose(() => {
    document.removeEventListener('fullscreenchange', follow)
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {})
  })
  return { possible, full, toggle }
}
