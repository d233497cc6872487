// `npm run build`: the pages, compressed, with the assets of the release before.
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'
import { keepAssets } from './keep-assets.mjs'

const root = new URL('..', import.meta.url).pathname
const dist = `${root}dist`
const before = mkdtempSync(join(tmpdir(), 'release-before-'))

if (existsSync(dist)) cpSync(dist, before, { recursive: true })
await build({ root })
await import('./compress.mjs')
keepAssets(before, dist)
rmSync(before, { recursive: true, force: true })
