/* Everything that can wait until the first screen is painted. */
import { watch } from 'vue'
import AboveMessages from '../frame/AboveMessages.vue'
import BelowMessages from '../frame/BelowMessages.vue'
import { loadMe } from './account'
import { api } from './api/client'
import { messages } from './messages'
import { allLetters, flush, onOutboxChange } from './outbox'
import { router, useRoute } from './routing'
import { me } from './session'
import { rememberSite } from './site'
import { forgetPastDays } from './today'
import { recoverLostChunks, watchUpdates } from './update'
import { flushing, letters, scansToRead, waitingLetters, waitingScans } from './waiting'

const EVERY = 30_000

export async function start() {
  messages.value = { above: AboveMessages, below: BelowMessages }
  recoverLostChunks()
  forgetPastDays().catch(() => {})
  api.get('/site').then(answer => {
    rememberSite(answer)
    if (answer.signed_in && !me.value) return findMeAgain()
  }).catch(() => {})
  watch(me, (now, before) => {
    if (!now && before) askAgain()
    if (now?.id !== before?.id) send() // what this person left here waited for them
  })
  onOutboxChange(() => { refresh().then(askForSync) })
  addEventListener('online', send)
  addEventListener('visibilitychange', () => { if (!document.hidden) send() })
  setInterval(() => { if ((waitingLetters.value.length || waitingScans.value) && !document.hidden) send() }, EVERY)
  await Promise.allSettled([loadMe().then(send), registerWorker()])
  if (me.value) await import('./push').then(push => push.resync()).catch(() => {})
}

/** Safari empties a page's storage after seven days without a visit; the cookie, out of reach of scripts, stays. */
async function findMeAgain() {
  await loadMe({ unknown: true })
  const { name, query } = useRoute()
  if (me.value && name === 'sign-in') await router.replace(query.next ?? '/')
}

/** The session ended while a page was open that needs one: sign in and come back. */
function askAgain() {
  const { meta, fullPath } = useRoute()
  if (meta.signIn) router.replace({ name: 'sign-in', query: { next: fullPath } })
}

async function refresh() {
  letters.value = await allLetters().catch(() => [])
  if (me.value) await import('./scan-counts').then(({ countScans }) => countScans()).catch(() => {})
  else waitingScans.value = scansToRead.value = 0
}

async function send() {
  await refresh()
  if (waitingScans.value) await import('./scans').then(({ drain }) => drain()).catch(() => {})
  if (!waitingLetters.value.length || flushing.value) return
  flushing.value = true
  await flush().catch(() => {})
  flushing.value = false
  await refresh()
}

/** Chrome sends for us after the page is closed; Safari and WeChat cannot, there the page does it when next opened. */
async function askForSync() {
  if (!waitingLetters.value.length || !('serviceWorker' in navigator)) return
  const worker = await navigator.serviceWorker.getRegistration().catch(() => undefined)
  await (worker as { sync?: { register(tag: string): Promise<void> } } | undefined)?.sync?.register('outbox').catch(() => {})
}

async function registerWorker() {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return // some web views have none
  navigator.serviceWorker.addEventListener('message', ({ data }) => {
    if (data?.go) router.push(data.go)
    if (data?.outbox) refresh()
  })
  watchUpdates(await navigator.serviceWorker.register('/sw.js'))
}
