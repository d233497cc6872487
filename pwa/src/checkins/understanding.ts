/* What a scanned or typed text means, with what can be said about it before anything is done. */
import { api, ApiError } from '../app/api/client'
import type { CheckInPoint, Wish } from '../app/api/shapes'
import { readCode } from '../app/codes'
import { scanOf, type Scan } from './moments'
import { whereIs, type Spot } from './walking/judging'

export type Understood =
  | { kind: 'wish', code: string, to: string, wish?: Wish, missing?: boolean, offline?: boolean }
  | { kind: 'check-in', code: string, scan: Scan, to: string, point?: CheckInPoint, missing?: boolean }
  | { kind: 'stop', code: string, to: string, spot?: Spot, closed?: string }
  | { kind: 'plaque', code: string, to: string, point?: CheckInPoint }
  | { kind: 'certificate', code: string, to: string }
  | { kind: 'unknown', foreign: boolean }

/** At once, without asking anybody; the moment of a check-in is taken here. */
export function understand(text: string, now = new Date()): Understood {
  const found = readCode(text)
  if (found.kind === 'wish' || found.kind === 'stop' || found.kind === 'plaque' || found.kind === 'certificate') return found
  if (found.kind === 'check-in') return { kind: 'check-in', code: found.code, to: found.to, scan: scanOf(found.code, found.proof, now) }
  return { kind: 'unknown', foreign: /^\s*https?:/i.test(text) }
}

/** The same with the name of what was found, where the server can be asked. */
export async function lookUp(found: Understood): Promise<Understood> {
  if (found.kind === 'stop') return { ...found, ...await stopAt(found.code) }
  try {
    if (found.kind === 'wish') return { ...found, wish: await api.get('/wishes/{wish}', { path: { wish: found.code } }) }
    if (found.kind === 'check-in' || found.kind === 'plaque') return { ...found, point: await api.get('/check-in-points/{point}', { path: { point: found.code } }) }
  } catch (failure) {
    const status = failure instanceof ApiError ? failure.status : 0
    if (found.kind === 'wish') {
      const { spot } = await stopAt(found.code) // a bare code that is no wish may stand on a plaque
      return spot ? { kind: 'stop', code: found.code, to: `/R/${found.code}`, spot } : { ...found, missing: status === 404, offline: status !== 404 }
    }
    if (found.kind === 'check-in') return { ...found, missing: status === 404 }
  }
  return found
}

/** The stop of a plaque, by the routes this phone keeps or by the server. */
async function stopAt(code: string): Promise<{ spot?: Spot, closed?: string }> {
  const where = await whereIs(code)
  if (where === 'away') return {}
  return 'stop' in where ? { spot: where } : where
}
