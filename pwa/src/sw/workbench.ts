/* The workbench is kept whole on the phones of those who open it, a desk must go on without signal; nobody else pays for it. */
import type { PrecacheEntry } from 'workbox-precaching'
import { registerRoute } from 'workbox-routing'
import { CacheFirst } from 'workbox-strategies'

declare const self: ServiceWorkerGlobalScope

const CACHE = 'workbench'
const files = self.__WB_MANIFEST as (PrecacheEntry & { work?: true })[] // marked in vite.config.ts
const work = new Set(files.filter(file => file.work).map(({ url }) => new URL(url, self.location.href).pathname))

export const forEverybody = files.filter(file => !file.work)

registerRoute(({ url }) => url.origin === self.location.origin && work.has(url.pathname), new CacheFirst({ cacheName: CACHE }))

async function keepAll() {
  const cache = await caches.open(CACHE)
  const kept = new Set((await cache.keys()).map(({ url }) => new URL(url).pathname))
  for (const path of work) if (!kept.has(path)) await cache.add(path)
}

async function dropOld() {
  const cache = await caches.open(CACHE)
  for (const request of await cache.keys()) if (!work.has(new URL(request.url).pathname)) await cache.delete(request)
}

const whoeverHasIt = async (act: () => Promise<void>) => { if (await caches.has(CACHE)) await act() }

// The network may end at any moment: what was kept so far is kept, and the next opening goes on.
self.addEventListener('message', event => { if (event.data === 'workbench') event.waitUntil(keepAll().catch(() => {})) })
// A new version is whole before it takes over, and then lets go of the old one.
self.addEventListener('install', event => event.waitUntil(whoeverHasIt(keepAll).catch(() => {})))
self.addEventListener('activate', event => event.waitUntil(whoeverHasIt(dropOld)))
