/* Arriving at a plaque: kept on the phone at once, and for whoever is signed in a check-in through the outbox. */
import { computed, shallowReactive, watch } from 'vue'
import { loadMe } from '../../app/account'
import { ApiError } from '../../app/api/client'
import type { CheckedIn } from '../../app/api/shapes'
import { send } from '../../app/outbox'
import { me } from '../../app/session'
import { uuid } from '../../app/uuid'
import { letters } from '../../app/waiting'
import type { Spot } from './judging'
import { changeVisit, handable, keepVisit, visitToday, type Visit } from './progress'
import { strings } from './strings'

/** `phone`: nobody is signed in, so it is on this phone alone. `again`: reached today already. */
export type Outcome = 'phone' | 'sending' | 'stored' | 'kept' | 'again' | 'refused'
export interface Arrival { outcome: Outcome, problem?: string }

/** What became of each visit that this page recorded. */
export const arrivals = shallowReactive(new Map<string, Arrival>())

/** The visit stands when this returns; what the server says to it comes later, in `arrivals`. */
export function arrive({ route, stop }: Spot, code: string, at = new Date().toISOString()): Visit {
  const known = visitToday(stop.id, Date.parse(at))
  if (known) {
    if (!known.owner && me.value) void handIn(known)
    else if (!arrivals.has(known.id)) arrivals.set(known.id, { outcome: 'again' })
    return known
  }
  const visit: Visit = { id: uuid(), route: route.id, stop: stop.id, code, name: `${route.title} · ${stop.name}`, at, owner: me.value?.id ?? null }
  keepVisit(visit)
  if (me.value) void handIn(visit)
  else arrivals.set(visit.id, { outcome: 'phone' })
  return visit
}

/** Check in by this visit, in the name of whoever is signed in. Sending it again is the same check-in. */
export async function handIn(visit: Visit) {
  const person = me.value
  if (!person) return
  changeVisit(visit.id, { owner: person.id })
  arrivals.set(visit.id, { outcome: 'sending' })
  try {
    const body = { point: visit.code, scanned_at: visit.at }
    const sent = await send<CheckedIn>({ id: visit.id, path: `/check-ins/${visit.id}`, body, label: strings.arrival.label(visit.name), stamp: true })
    arrivals.set(visit.id, { outcome: sent.state === 'kept' ? 'kept' : sent.answer?.state === 'duplicate' ? 'again' : 'stored' })
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    if (failure.status === 401) { // the session ended: it is nobody's again, to be handed in after signing in
      changeVisit(visit.id, { owner: null })
      arrivals.set(visit.id, { outcome: 'phone' })
      return loadMe()
    }
    arrivals.set(visit.id, { outcome: 'refused', problem: failure.message })
  }
}

/** What was walked today before signing in: offered, never taken by itself, for the phone may be another's. */
export function useHandingIn() {
  const offered = computed(() => me.value ? handable() : [])
  const takeAll = () => Promise.all(offered.value.map(handIn))
  const decline = () => offered.value.forEach(({ id }) => changeVisit(id, { declined: true }))
  return { offered, takeAll, decline }
}

/** A row that waited was sent, or refused. Only then: until it is seen to go, it waits. */
watch(letters, (now, before) => {
  for (const { id } of before) {
    if (arrivals.get(id)?.outcome !== 'kept') continue
    const letter = now.find(one => one.id === id)
    if (!letter) arrivals.set(id, { outcome: 'stored' })
    else if (letter.refused) arrivals.set(id, { outcome: 'refused', problem: letter.refused.reason })
  }
})

/** What to say of a visit of today; nothing special when another page recorded it and it was sent. */
export const arrivalOf = ({ id }: Visit): Arrival | undefined => arrivals.get(id) ?? (waitingVisits.value.has(id) ? { outcome: 'kept' } : undefined)

/** Visits whose check-in waits in the outbox. */
export const waitingVisits = computed(() => new Set(letters.value.filter(({ refused, path }) => !refused && path.startsWith('/check-ins/')).map(({ id }) => id)))
