/* A new version waits until the person says so; nothing typed and nothing on its way is lost to it. */
import { shallowRef } from 'vue'
import { dirty } from './drafts'
import { strings } from './strings'
import { me } from './session'
import { toast } from './toast'
import { flushing, waitingLetters, waitingScans } from './waiting'

const waiting = shallowRef<ServiceWorker | null>(null)
/** There is a new version: App shows the bar. */
export const updateReady = waiting

/** Rows of someone else who used this phone do not count: they wait until that person is back. */
const unsent = () => flushing.value || waitingScans.value > 0 || waitingLetters.value.some(({ owner }) => !owner || owner === me.value?.id)
const mayReload = () => !dirty.value && !unsent()

export function watchUpdates(registration: ServiceWorkerRegistration) {
  const look = () => { if (navigator.serviceWorker.controller) waiting.value = registration.waiting }
  const arriving = (worker: ServiceWorker | null) => worker?.addEventListener('statechange', look)
  look()
  arriving(registration.installing)
  registration.addEventListener('updatefound', () => arriving(registration.installing))
  addEventListener('visibilitychange', () => { if (!document.hidden) registration.update().catch(() => {}) })
}

/** A tap on the bar. */
export function applyUpdate() {
  if (!mayReload()) return toast(dirty.value ? strings.updateLater : strings.updateAfterSending)
  const go = () => location.reload()
  navigator.serviceWorker.addEventListener('controllerchange', go, { once: true })
  setTimeout(go, 3000)
  waiting.value?.postMessage('update')
}

/** Another tab took the new version and our chunks are gone: load the page again, once, if nothing is lost by it. */
export function recoverLostChunks() {
  addEventListener('vite:preloadError', event => {
    if (!navigator.onLine || !mayReload() || performance.now() < 10_000) return
    event.preventDefault()
    location.reload()
  })
}
