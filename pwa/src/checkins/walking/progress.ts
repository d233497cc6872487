/* Where this phone has been. Kept on the phone, with or without an account: walking needs none. No time is measured. */
import { computed, shallowRef } from 'vue'
import type { WalkRoute } from '../../app/api/shapes'
import { cityDay } from '../../app/clock'
import { phone } from '../../app/memory'
import { me } from '../../app/session'

/** One arrival at a plaque. `id` is the client id of its check-in, `owner` in whose name it was made; nobody's may be handed in later. */
export interface Visit { id: string, route: string, stop: string, code: string, name: string, at: string, owner: string | null, declined?: boolean }

const VISITS = 'visits'
const AGAIN = 'visits.again'
const MOST = 500

const kept = shallowRef<Visit[]>([])
const again = shallowRef<Record<string, string>>({}) // since when each route is walked anew
function readPhone() {
  kept.value = phone.read<Visit[]>(VISITS) ?? kept.value
  again.value = phone.read<Record<string, string>>(AGAIN) ?? again.value
}
readPhone()
addEventListener('storage', readPhone) // the camera opens each plaque in a tab of its own

/** On a shared phone nobody sees where somebody else was. */
export const visits = computed(() => kept.value.filter(({ owner }) => !owner || owner === me.value?.id))

function write(all: Visit[]) {
  kept.value = all.slice(-MOST)
  phone.write(VISITS, kept.value)
}

export function keepVisit(visit: Visit) {
  readPhone()
  write([...kept.value.filter(({ id }) => id !== visit.id), visit])
}

export const changeVisit = (id: string, change: Partial<Visit>) => {
  readPhone()
  write(kept.value.map(visit => visit.id === id ? { ...visit, ...change } : visit))
}

const dayOf = (at: string | number) => cityDay(typeof at === 'string' ? Date.parse(at) : at)

/** This stop was reached today already. */
export const visitToday = (stop: string, now = Date.now()) => visits.value.find(visit => visit.stop === stop && dayOf(visit.at) === dayOf(now))

/** Walked today in nobody's name: whoever signs in may hand it in. */
export const handable = (now = Date.now()) => visits.value.filter(({ owner, declined, at }) => !owner && !declined && dayOf(at) === dayOf(now))

/** When each stop of a route was reached: on this phone, or as the server remembers of whoever is signed in. */
export function walkOf(route: WalkRoute): Map<string, string> {
  const since = again.value[route.id] ?? ''
  const done = new Map<string, string>()
  const own = visits.value.filter(visit => visit.route === route.id).map(({ stop, at }) => ({ stop, at }))
  for (const { stop, at } of [...route.visits.map(({ stop, occurred_at }) => ({ stop, at: occurred_at })), ...own]) {
    if (!route.stops.some(({ id }) => id === stop) || Date.parse(at) <= (Date.parse(since) || 0)) continue
    if (!done.has(stop) || Date.parse(at) > Date.parse(done.get(stop)!)) done.set(stop, at)
  }
  return done
}

/** The stop to go to next, only a suggestion: the first one not reached after the latest one reached, else the first one left. */
export function nextStop({ stops }: WalkRoute, done: Map<string, string>) {
  const latest = [...done].sort(([, a], [, b]) => Date.parse(b) - Date.parse(a))[0]?.[0]
  const from = stops.findIndex(({ id }) => id === latest)
  const at = [...stops.keys()].map(step => (from + 1 + step) % stops.length).find(place => !done.has(stops[place]!.id))
  return at === undefined ? undefined : { stop: stops[at]!, number: at + 1 }
}

export const finished = ({ stops }: WalkRoute, done: Map<string, string>) => stops.length > 0 && stops.every(({ id }) => done.has(id))

/** Walk it once more from the beginning; what was walked stays where it was recorded. */
export function walkAgain(route: string, now = new Date()) {
  again.value = { ...again.value, [route]: now.toISOString() }
  phone.write(AGAIN, again.value)
}
