/* How a wish's state is said and shown. Pure. */
import type { WishItem, WishState } from '../app/api/shapes'
import { dayText } from '../app/format'
import { serverNow } from '../app/clock'
import { strings } from './strings'

export const stateText = (state: WishState) => strings.states[state]

/** The word says it; the colour only helps. */
export function stateKind(state: WishState) {
  if (state === 'open') return 'brand'
  return state === 'delivered' || state === 'closed' ? 'ok' : 'plain'
}

/** Somebody has it: its rose is off the wall. */
export const isTaken = (state: WishState) => state !== 'open'

/** States a claimant can still give back from. */
export const canGiveBack = (state: WishState) => state === 'claimed' || state === 'ready'
export const isDelivered = (state: WishState) => state === 'delivered' || state === 'closed'

/** Until when: an open wish whose day has passed can still be claimed, and gets a new day then. */
export function byText({ by, state }: Pick<WishItem, 'by' | 'state'>, now = serverNow()) {
  if (!by) return strings.wish.byOpen
  const passed = Date.parse(`${by}T23:59:59+08:00`) < now
  return passed && state === 'open' ? strings.wish.byPassed(dayText(by, now)) : strings.before(dayText(by, now))
}

export const forWhom = ({ group, age_band }: Pick<WishItem, 'group' | 'age_band'>) => [group, age_band].filter(Boolean).join(' · ')

/** What somebody is told who came too late. */
export function sorry({ state }: Pick<WishItem, 'state'>) {
  const { title, text } = state === 'withdrawn' ? strings.wish.withdrawn : strings.wish.taken
  return { title, text }
}
