/* One short message at the bottom of the screen, with an optional way back ("撤销"). */
import { shallowRef } from 'vue'

export interface ToastAction { label: string, run: () => void }
export interface Toasted { text: string, action?: ToastAction }

export const toasted = shallowRef<Toasted>()
let timer: ReturnType<typeof setTimeout> | undefined

/** Longer texts stay longer, and one with an action stays 10 s. */
export function toast(text: string, action?: ToastAction) {
  clearTimeout(timer)
  toasted.value = { text, action }
  timer = setTimeout(dismissToast, action ? 10_000 : 3000 + text.length * 100)
}

export function dismissToast() { toasted.value = undefined }
