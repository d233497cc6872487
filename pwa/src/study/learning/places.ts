/* Where somebody stopped in a lesson: remembered on this phone at once, told to the server now and then, and the newest of both is gone on
   from. No time is measured. */
import type { Learning, Place } from '../../app/api/shapes'
import { clockOffset } from '../../app/clock'
import { phone } from '../../app/memory'
import { me } from '../../app/session'

export interface KeptPlace { place: Place, at: number }
/** `at` by this phone's clock; `untold`: the server does not know it yet. */
interface Known { opened?: boolean, place?: Place, at?: number, untold?: string }

const MOST = 60 // lessons remembered on this phone
const START: Place = { block: 0, part: 0, heard: '', seconds: 0 }

const key = () => `learning.${me.value?.id ?? ''}` // on a shared phone everybody has their own
const all = () => phone.read<Record<string, Known>>(key()) ?? {}
export const known = (lesson: string): Known => all()[lesson] ?? {}

function remember(lesson: string, change: Known) {
  const { [lesson]: before, ...others } = all()
  const kept = Object.entries(others).slice(-MOST)
  phone.write(key(), { ...Object.fromEntries(kept), [lesson]: { ...before, ...change } })
}

export const rememberOpened = (lesson: string) => remember(lesson, { opened: true })
/** Only what changed is said: reading on does not forget how far somebody listened. `title` is for telling it later, if that fails now. */
export function rememberPlace({ id, title }: { id: string, title: string }, change: Partial<Place>) {
  remember(id, { place: { ...START, ...known(id).place, ...change }, at: Date.now(), untold: title })
}
/** Another phone's place, from which this one goes on. */
export const adoptPlace = (lesson: string, { place, at }: KeptPlace) => remember(lesson, { place, at: at - clockOffset(), untold: undefined })

/** The places that the server does not know: of this lesson, or all that a page left behind when it was closed. */
export const untoldPlaces = (lesson?: string) => Object.entries(all()).flatMap(([id, { untold, place, at }]) =>
  untold !== undefined && (!lesson || lesson === id) ? [{ id, title: untold, place: place!, at: at! }] : [])
/** It is on its way for sure now, unless somebody has read on meanwhile. */
export function placeTold(lesson: string, at: number) {
  if (known(lesson).at === at) remember(lesson, { untold: undefined })
}

/** The newest place of all phones. Whoever is at the beginning has none. */
export function newestPlace(lesson: string, learning: Pick<Learning, 'place' | 'place_at'> | null): KeptPlace | undefined {
  const { place, at: here = 0 } = known(lesson)
  const at = here + clockOffset()
  const there = Date.parse(learning?.place_at ?? '') || 0
  const newest = there > at ? { place: learning!.place!, at: there } : place && { place, at }
  return newest && (newest.place.block || newest.place.part || newest.place.seconds) ? newest : undefined
}

/** What can be stopped at: each paragraph of a text, each picture or recording, from top to bottom. */
export interface Stop { element: HTMLElement, block: number, part: number }
export function stopsOf(blocks: Element): Stop[] {
  return [...blocks.children].flatMap((element, block) => {
    const parts = element.classList.contains('text') ? [...element.children] : [element]
    return parts.map((one, part) => ({ element: one as HTMLElement, block, part }))
  })
}

/** The last one that begins above the line where eyes are. */
export function stopAt(stops: Stop[], line: number): Stop | undefined {
  return stops.reduce<Stop | undefined>((found, stop) => stop.element.getBoundingClientRect().top <= line ? stop : found, stops[0])
}

/** The one that was stopped at; if the text was changed since, the nearest before it. */
export function stopOf(stops: Stop[], { block, part }: Pick<Place, 'block' | 'part'>): Stop | undefined {
  return stops.reduce<Stop | undefined>((found, stop) => stop.block < block || (stop.block === block && stop.part <= part) ? stop : found, undefined)
}

/** A few words to recognise it by. */
export const wordsOf = ({ element }: Stop) => (element.textContent ?? '').replace(/\s+/g, '').slice(0, 14)
