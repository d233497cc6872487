// A page that is open while a new release comes still asks for the files of its own release. Their names carry a hash, so they can lie
// beside the new ones: one release back, no further.
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const LIST = '.vite/kept.json' // which files in assets/ are of the release before

/** Copy into `fresh` (a built dist) the assets of the release before it; `old` is the dist that it replaces. Answers their names. */
export function keepAssets(old, fresh) {
  const had = names(old)
  const has = new Set(names(fresh))
  const borrowed = new Set(kept(old))
  const own = had.filter(name => !borrowed.has(name))
  const same = own.every(name => has.has(name)) // built again without a change: the release before stays the release before
  const keep = had.filter(name => (same || !borrowed.has(name)) && !has.has(name))
  for (const name of keep) copyFileSync(join(old, 'assets', name), join(fresh, 'assets', name))
  writeFileSync(join(fresh, LIST), JSON.stringify(keep))
  return keep
}

const names = dist => existsSync(join(dist, 'assets')) ? readdirSync(join(dist, 'assets')) : []
const kept = dist => existsSync(join(dist, LIST)) ? JSON.parse(readFileSync(join(dist, LIST))) : []

if (import.meta.filename === process.argv[1]) keepAssets(process.argv[2], process.argv[3])
