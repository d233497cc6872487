/* Routes as the phone reads and keeps them: an opened route is one answer that app/store.ts holds, texts and all. */
import { api } from '../../app/api/client'
import type { Page, RouteItem, WalkRoute } from '../../app/api/shapes'

export const KINDS = ['red_education', 'integrity_education', 'charity_practice'] as const
export const ROUTES = 'walks'
export const KEPT = 'walk.' // what every kept route's key begins with
export const routeKey = (id: string) => `${KEPT}${id}`

export const fetchRoutes = (kind: string, cursor?: string): Promise<Page<RouteItem>> => api.get('/routes', { query: { kind, cursor } })
export const fetchRoute = (id: string): Promise<WalkRoute> => api.get('/routes/{route}', { path: { route: id } })

/** How much a route takes on the phone, its recordings apart. */
export const textBytes = (route: WalkRoute) => new Blob([JSON.stringify(route)]).size
export const soundBytes = ({ stops }: WalkRoute) => stops.reduce((sum, { audio }) => sum + (audio?.bytes ?? 0), 0)
