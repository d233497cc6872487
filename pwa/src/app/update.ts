/* A new version waits until the person says so; nothing typed and nothing on its way is lost to it. */
import { shallowRef } from 'vue'
import { dirty } from './drafts'
import { strings } from './strings'
import { toast } from './toast'
import { flushing } from './waiting'

const waiting = shallowRef<ServiceWorker | null>(null)
/** There is a new version: App shows the bar. */
export const updateReady = waiting

const mayReload = () => !dirty.value && !flushing.value

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
  if (!mayReload()) return toast(strings.updateLater)
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
