/* Keeps the screen on while a page is shown, where the browser can. */
import { onBeforeUnmount, onMounted } from 'vue'

interface Lock { release(): Promise<void> }

export function keepAwake() {
  let lock: Lock | undefined
  const hold = async () => {
    if (document.hidden) return // the browser lets go of it by itself
    lock = await (navigator as { wakeLock?: { request(kind: 'screen'): Promise<Lock> } }).wakeLock?.request('screen').catch(() => undefined)
  }
  onMounted(() => {
    hold()
    document.addEventListener('visibilitychange', hold)
  })
  onBeforeUnmount(() => {
    document.removeEventListener('visibilitychange', hold)
    lock?.release().catch(() => {})
  })
}
