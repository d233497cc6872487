/* What a scanned or typed text means, with what can be said about it before anything is done. */
import { api, ApiError } from '../app/api/client'
import type { CheckInPoint, Wish } from '../app/api/shapes'
import { readCode } from '../app/codes'
import { scanOf, type Scan } from './moments'

export type Understood =
  | { kind: 'wish', code: string, to: string, wish?: Wish, missing?: boolean, offline?: boolean }
  | { kind: 'check-in', code: string, scan: Scan, to: string, point?: CheckInPoint, missing?: boolean }
  | { kind: 'unknown', foreign: boolean }

/** At once, without asking anybody; the moment of a check-in is taken here. */
export function understand(text: string, now = new Date()): Understood {
  const found = readCode(text)
  if (found.kind === 'wish') return found
  if (found.kind === 'check-in') return { kind: 'check-in', code: found.code, to: found.to, scan: scanOf(found.code, found.proof, now) }
  return { kind: 'unknown', foreign: /^\s*https?:/i.test(text) }
}

/** The same with the name of what was found, where the server can be asked. */
export async function lookUp(found: Understood): Promise<Understood> {
  try {
    if (found.kind === 'wish') return { ...found, wish: await api.get('/wishes/{wish}', { path: { wish: found.code } }) }
    if (found.kind === 'check-in') return { ...found, point: await api.get('/check-in-points/{point}', { path: { point: found.code } }) }
  } catch (failure) {
    const status = failure instanceof ApiError ? failure.status : 0
    if (found.kind === 'wish') return { ...found, missing: status === 404, offline: status !== 404 }
    if (found.kind === 'check-in') return { ...found, missing: status === 404 }
  }
  return found
}
