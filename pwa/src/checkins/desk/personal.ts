/* The signed code that a person shows: read and verified on the phone, with no network (see backend checkins). */

const TEXT = /^WG1:([A-Z2-7]{132})$/i // 82 bytes; the last four bits stay 0
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const PAYLOAD = 18
const ES256 = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }

export interface PersonalCode { kid: number, person: string, issuedAt: number, payload: Uint8Array, signature: Uint8Array }
export interface PublicKey { kid: number, jwk: JsonWebKey }

const hex = (bytes: Uint8Array) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')

/** Spaces and small letters are forgiven. */
const plain = (text: string) => text.replace(/\s/g, '')
/** Somebody means this as a personal code, whatever became of it. */
export const looksPersonal = (text: string) => /^WG.*:/i.test(plain(text))

/** The code's parts; undefined when it is cut short, has a foreign letter, or another version. Whether it is genuine, `verified` tells. */
export function readPersonal(text: string): PersonalCode | undefined {
  const bytes = fromBase32(plain(text).match(TEXT)?.[1]?.toUpperCase() ?? '')
  if (bytes?.[0] !== 1) return undefined
  const payload = bytes.slice(0, PAYLOAD)
  const seconds = new DataView(payload.buffer).getUint32(14)
  return { kid: payload[1]!, person: hex(payload.slice(2, 14)), issuedAt: seconds * 1000, payload, signature: bytes.slice(PAYLOAD) }
}

/** RFC 4648 without padding; undefined when the bits left over are not zero. */
function fromBase32(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(Math.floor(text.length * 5 / 8))
  let held = 0
  let bits = 0
  let at = 0
  for (const letter of text) {
    held = held << 5 | DIGITS.indexOf(letter)
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes[at++] = held >> bits
    held &= (1 << bits) - 1
  }
  return held === 0 ? bytes : undefined
}

const imported = new Map<string, Promise<CryptoKey>>()

/** A key is imported once; every scan uses it. */
function keyFor({ kid, jwk }: PublicKey) {
  const name = `${kid}/${jwk.x}`
  const known = imported.get(name) ?? crypto.subtle.importKey('jwk', { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y }, ES256, false, ['verify'])
  imported.set(name, known)
  return known
}

export type Genuine = 'good' | 'forged' | 'unknown_key'

export async function verified({ kid, payload, signature }: PersonalCode, keys: PublicKey[]): Promise<Genuine> {
  const key = keys.find(one => one.kid === kid)
  if (!key) return 'unknown_key'
  return await crypto.subtle.verify(ES256, await keyFor(key), signature as BufferSource, payload as BufferSource) ? 'good' : 'forged'
}
