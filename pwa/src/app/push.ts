/* Web Push. Best effort: the inbox is the channel that always works. */
import { api } from './api/client'

/** unsupported: no such thing here; denied: refused in the browser; blocked: the push service cannot be reached. */
export type PushState = 'unsupported' | 'denied' | 'blocked' | 'off' | 'on'

const PATIENCE = 8000 // where Google is out of reach, Chrome's subscribe() never answers

export async function pushState(): Promise<PushState> {
  if (!('PushManager' in window) || !('serviceWorker' in navigator) || !('Notification' in window)) return 'unsupported'
  if (Notification.permission === 'denied') return 'denied'
  return (await subscription()) ? 'on' : 'off'
}

async function subscription() {
  const worker = await navigator.serviceWorker.getRegistration()
  return worker?.pushManager.getSubscription()
}

/** Call from a tap: iOS asks for permission only then, and only for an app on the home screen. */
export async function subscribe(): Promise<PushState> {
  if (await Notification.requestPermission() !== 'granted') return pushState()
  const { key }: { key: string } = await api.get('/push/key')
  const worker = await navigator.serviceWorker.ready
  const asked = worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(key) })
  const got = await within(PATIENCE, asked)
  if (!got) return 'blocked'
  await tell(got)
  return 'on'
}

export async function unsubscribe(): Promise<PushState> {
  await forget()
  return pushState()
}

/** The server first: a subscription it does not know about does no harm, the reverse sends notices into the void. */
export async function forget() {
  const got = 'serviceWorker' in navigator ? await subscription() : undefined
  if (!got) return
  await api.del('/push/subscription', { body: { endpoint: got.endpoint } })
  await got.unsubscribe()
}

/** At every start: browsers drop or renew subscriptions silently, so say again which one holds. */
export async function resync() {
  if (await pushState() !== 'on') return
  const { key }: { key: string } = await api.get('/push/key')
  const got = (await subscription())!
  const used = got.options?.applicationServerKey
  if (used && !sameBytes(new Uint8Array(used), bytes(key))) { // the server has a new key: the old subscription is deaf
    await got.unsubscribe()
    await subscribe()
  } else {
    await tell(got)
  }
}

function tell(got: PushSubscription) {
  const keys = got.toJSON().keys as { p256dh: string, auth: string }
  return api.put('/push/subscription', { body: { endpoint: got.endpoint, keys } })
}

const within = <T>(ms: number, work: Promise<T>) =>
  Promise.race([work.catch(() => undefined), new Promise<undefined>(done => setTimeout(done, ms))])

const sameBytes = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index])

/** base64url, as VAPID keys come, without its padding. */
export function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replace(/-/g, '+').replace(/_/g, '/').padEnd(Math.ceil(base64url.length / 4) * 4, '='))
  return Uint8Array.from(text, char => char.charCodeAt(0))
}
