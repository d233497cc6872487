/* Chrome wakes us when the network is back; rows that wait go out even when no page is open. */
import { flush, onOutboxChange } from '../app/outbox'

declare const self: ServiceWorkerGlobalScope
interface SyncEvent extends ExtendableEvent { readonly tag: string }

onOutboxChange(async () => {
  for (const page of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) page.postMessage({ outbox: true })
})

self.addEventListener('sync', event => {
  const sync = event as SyncEvent
  if (sync.tag === 'outbox') sync.waitUntil(flush().then(left => { if (left) throw new Error('still waiting') })) // so that it is tried again
})
