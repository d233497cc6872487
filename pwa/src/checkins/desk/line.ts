/* The state of the line, said all the time: a beat that tries again, sends what waits, and measures the phone's clock. */
import { onScopeDispose, ref } from 'vue'
import { api } from '../../app/api/client'
import { clockOffset } from '../../app/clock'
import { online } from '../../app/online'
import { drain, forgetOldScans } from '../../app/scans'
import { waitingScans } from '../../app/waiting'

const BEAT = 10_000
const WRONG = 2 * 60_000 // a clock that is off by more is said

/** Whole minutes that the clock is off; 0 when that is of no account. */
export const minutesOff = (offset: number) => Math.abs(offset) > WRONG ? Math.round(Math.abs(offset) / 60_000) : 0

export function useLine(point: string) {
  const sending = ref(false)
  const off = ref(minutesOff(clockOffset()))

  async function send(asked: boolean) {
    if (sending.value) return
    sending.value = true
    await drain({ asked }).catch(() => {})
    sending.value = false
  }

  async function beat() {
    if (!document.hidden) {
      if (waitingScans.value) await send(false)
      else if (!online.value) await api.get('/check-in-points/{point}', { path: { point } }).catch(() => {}) // is the server back?
    }
    off.value = minutesOff(clockOffset())
  }

  const timer = setInterval(beat, BEAT)
  addEventListener('online', beat)
  onScopeDispose(() => {
    clearInterval(timer)
    removeEventListener('online', beat)
  })
  forgetOldScans().then(beat, () => {})
  return { off, sending, send: () => send(true), beat }
}
