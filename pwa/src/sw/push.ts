/* A push always shows something: iOS ends a subscription after three silent ones. */
import { type PushNote, readNote } from './note'

declare const self: ServiceWorkerGlobalScope

self.addEventListener('push', event => {
  const note = readNote(() => event.data?.json())
  event.waitUntil(self.registration.showNotification(note.title, {
    body: note.body,
    tag: note.tag, // the same notice again replaces the first
    lang: 'zh-CN',
    icon: '/icons/192.png',
    badge: '/icons/192.png',
    data: { url: note.url } satisfies Pick<PushNote, 'url'>,
  }))
})

self.addEventListener('notificationclick', event => {
  event.notification.close()
  event.waitUntil(show((event.notification.data as Pick<PushNote, 'url'>).url))
})

/** In the window that is open, else in a new one. */
async function show(url: string) {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!open) return self.clients.openWindow(url)
  open.postMessage({ go: url })
  return open.focus()
}
