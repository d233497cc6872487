/* Signing in and out, and what a person may change about themselves. */
import { api, ApiError, onSignInRequired } from './api/client'
import type { CodeSent, Me, SignedIn } from './api/shapes'
import { dropLetter, flush, setPerson } from './outbox'
import { me, rememberMe } from './session'
import { forgetAnswers, forgetDownloads } from './store'
import { follow, onTextSize, tellChoice } from './text-size'
import { waitingLetters, waitingScans } from './waiting'

async function become(person: Me | null) {
  const before = me.value?.id
  const another = person?.id !== before
  rememberMe(person)
  if (person) follow(person.text_size)
  await setPerson(person?.id ?? null).catch(() => {})
  if (another) await forgetAnswers() // nobody reads what was kept for someone else
  if (another && before) await forgetDownloads()
  if (person) flush().catch(() => {})
}

onSignInRequired(() => { if (me.value) become(null) })
onTextSize(size => me.value ? updateMe({ text_size: size }) : Promise.reject(new Error('nobody to remember it for')))

/** Ask the server who we are; offline, the last known person stays. Nobody known means nobody to ask for, unless `unknown`. */
export async function loadMe({ unknown = false } = {}) {
  if (!me.value && !unknown) return
  try {
    const person: Me = await api.get('/me')
    await become(person)
  } catch { /* the last known person stays */ }
}

export const sendCode = (number: string): Promise<CodeSent> => api.post('/auth/codes', { body: { phone: number } })

export async function signIn(number: string, code: string) {
  const { person }: SignedIn = await api.post('/auth/sessions', { body: { phone: number, code, device: device() } })
  await become(person)
  tellChoice()
  return person
}

export async function updateMe(change: Partial<Pick<Me, 'name' | 'text_size' | 'recall'>>) {
  const person: Me = await api.patch('/me', { body: change })
  await become(person)
}

/** Rows that wait would be lost: then 'rows_wait', and the page asks first and calls again with `discard`. */
export async function signOut({ discard = false } = {}): Promise<'done' | 'rows_wait'> {
  const mine = waitingLetters.value.filter(({ owner }) => owner === me.value?.id)
  if (mine.length + waitingScans.value && !discard) return 'rows_wait'
  await import('./push').then(push => push.forget()).catch(() => {})
  await api.del('/auth/sessions/current').catch(failure => {
    if (!(failure instanceof ApiError) || failure.status !== 401) throw failure
  })
  await Promise.all(mine.map(({ id }) => dropLetter(id)))
  if (waitingScans.value) await import('./scans').then(({ dropScans }) => dropScans())
  await become(null)
  return 'done'
}

/** A name for the list of devices; no fingerprint. */
function device() {
  const agent = navigator.userAgent
  const where = /MicroMessenger/i.test(agent) ? '微信' : '浏览器'
  if (/iPhone|iPad/.test(agent)) return `苹果手机 · ${where}`
  return /Android|HarmonyOS/i.test(agent) ? `安卓手机 · ${where}` : `电脑 · ${where}`
}
