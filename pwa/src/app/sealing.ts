/* Encryption at rest. The key is made on this phone and lies in its database in a form that no script can read out;
   a copy of what is stored says nothing without it. */
import { db, type Sealed } from './db'

const KEY = 'sealing-key'
let known: Promise<CryptoKey> | undefined

/** Missing on pages without https. */
export const canSeal = () => !!globalThis.crypto?.subtle

function key() {
  known ??= findOrMake()
  known.catch(() => { known = undefined })
  return known
}

async function findOrMake() {
  const base = await db()
  const found = await base.get('facts', KEY) as CryptoKey | undefined
  if (found) return found
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
  const work = base.transaction('facts', 'readwrite') // two tabs may have made one: the first is kept
  const first = await work.store.get(KEY) as CryptoKey | undefined
  if (!first) await work.store.put(made, KEY)
  await work.done
  return first ?? made
}

export async function seal(value: unknown): Promise<Sealed> {
  const text = JSON.stringify(value)
  if (!canSeal()) return { text }
  const iv = crypto.getRandomValues(new Uint8Array(12))
  return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await key(), new TextEncoder().encode(text)) }
}

/** Rejects when it was sealed by another phone, or changed. */
export async function unseal<T>(sealed: Sealed): Promise<T> {
  if ('text' in sealed) return JSON.parse(sealed.text) as T
  const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv as BufferSource }, await key(), sealed.data)
  return JSON.parse(new TextDecoder().decode(text)) as T
}
