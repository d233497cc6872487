/* The moment of a scan. A code on the screen lives for seconds, so it is judged by when it was seen, however long
   signing in or waiting for a network takes. Kept with the code, until the tab is closed. */
import { cityDay } from '../app/clock'
import { tab } from '../app/memory'
import { uuid } from '../app/uuid'

export interface Scan { code: string, proof: string, at: string, day?: string }

const here = new Map<string, unknown>() // where the browser keeps nothing

function keep<T>(key: string, make: () => T): T {
  const known = tab.read<T>(key) ?? here.get(key) as T | undefined
  if (known !== undefined) return known
  const made = make()
  here.set(key, made)
  tab.write(key, made)
  return made
}

/** The first time this very code was seen. */
export function scanOf(code: string, proof: string, now = new Date()): Scan {
  return { code, proof, at: keep(`scan.${code}.${proof}`, () => now.toISOString()) }
}

/** A plaque is printed and stays the same, so each day of the city has a scan of its own. */
export function plaqueScanOf(code: string, now = new Date()): Scan {
  const day = cityDay(now.getTime())
  return { code, proof: '', day, at: keep(`scan.${code}.${day}`, () => now.toISOString()) }
}

/** One id per code and person: asking again is the same check-in, and two people on one phone are two. */
export const clientIdOf = ({ code, proof, day }: Scan, person: string) => keep(`check-in.${code}.${proof || day}.${person}`, uuid)
