/* Which stop a plaque belongs to: judged on the phone by the routes it keeps, by the same digests as the server's. */
import { api, ApiError } from '../../app/api/client'
import type { RouteStop, WalkRoute } from '../../app/api/shapes'
import { db } from '../../app/db'
import { cached } from '../../app/store'
import { KEPT, routeKey } from './routes'

export interface Spot { route: WalkRoute, stop: RouteStop }
/** `closed`: the server knows why it is none, in its own words. */
export type Whereabouts = Spot | { closed: string } | 'away'

const LENGTH = 32

/** Undefined where the browser cannot tell: pages that did not come by https. */
export async function digestOf(route: string, code: string): Promise<string | undefined> {
  if (!globalThis.crypto?.subtle) return undefined
  const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${route}:${code}`))
  return Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('').slice(0, LENGTH)
}

export async function stopOf(route: WalkRoute, code: string): Promise<RouteStop | undefined> {
  const digest = await digestOf(route.id, code)
  return digest ? route.stops.find(stop => stop.digest === digest) : undefined
}

async function keptRoutes(): Promise<WalkRoute[]> {
  const all = await (await db()).getAll('answers', IDBKeyRange.bound(KEPT, `${KEPT}~`))
  return all.sort((a, b) => b.at - a.at).map(({ data }) => data as WalkRoute)
}

/** The stop of a code among the routes this phone keeps, the latest opened first. */
export async function onPhone(code: string): Promise<Spot | undefined> {
  for (const route of await keptRoutes().catch(() => [])) {
    const stop = await stopOf(route, code)
    if (stop) return { route, stop }
  }
  return undefined
}

/** The same, and where the phone does not know it, by the server, whose route is kept then. */
export async function whereIs(code: string): Promise<Whereabouts> {
  const known = await onPhone(code)
  if (known) return known
  try {
    const found = await api.get('/route-stops/{point}', { path: { point: code } })
    const { data: route } = await cached<WalkRoute>(routeKey(found.route.id), async () => found.route)
    return { route, stop: route.stops.find(({ id }) => id === found.stop)! }
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 404) return { closed: failure.message }
    return 'away'
  }
}
