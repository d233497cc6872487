/* The app opens without a network. API answers are not cached here: src/app/store.ts keeps them, also where no worker runs. */
import { clientsClaim } from 'workbox-core'
import { ExpirationPlugin } from 'workbox-expiration'
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'
import { forEverybody } from './workbench'

declare const self: ServiceWorkerGlobalScope

clientsClaim() // so that the very first visit already works offline
cleanupOutdatedCaches()
precacheAndRoute(forEverybody)
registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), { denylist: [/^\/(api|api-docs|healthz|readyz|metrics)\b/] }))
registerRoute( // what is not precached (the decoder, the wall): their names carry a hash, so they never change
  ({ url }) => url.origin === self.location.origin && url.pathname.startsWith('/assets/'),
  new CacheFirst({ cacheName: 'assets', plugins: [new ExpirationPlugin({ maxEntries: 60 })] }),
)

// A new version waits until the person taps "更新": src/app/update.ts.
self.addEventListener('message', event => { if (event.data === 'update') self.skipWaiting() })
