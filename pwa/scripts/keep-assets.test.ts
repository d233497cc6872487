import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { keepAssets } from './keep-assets.mjs'

const assets = (dist: string) => readdirSync(join(dist, 'assets')).sort()

test('a release keeps the assets of the one before it', () => {
  const [one, two] = [built('a-1.js', 'b-1.js', 'b-1.js.br'), built('a-1.js', 'b-2.js')]
  expect(keepAssets(one, two)).toEqual(['b-1.js', 'b-1.js.br'])
  expect(assets(two)).toEqual(['a-1.js', 'b-1.js', 'b-1.js.br', 'b-2.js'])
})

test('but not of two before it', () => {
  const [one, two, three] = [built('a-1.js'), built('a-2.js'), built('a-3.js')]
  keepAssets(one, two)
  keepAssets(two, three)
  expect(assets(three)).toEqual(['a-2.js', 'a-3.js'])
})

test('building the same again keeps what was kept', () => {
  const [one, two, again] = [built('a-1.js'), built('a-2.js'), built('a-2.js')]
  keepAssets(one, two)
  keepAssets(two, again)
  expect(assets(again)).toEqual(['a-1.js', 'a-2.js'])
})

test('going back to the release before keeps the one that is left', () => {
  const [one, two, back] = [built('a-1.js'), built('a-2.js'), built('a-1.js')]
  keepAssets(one, two)
  keepAssets(two, back)
  expect(assets(back)).toEqual(['a-1.js', 'a-2.js'])
})

test('the first build has nothing to keep', () => {
  expect(keepAssets('/nowhere', built('a-1.js'))).toEqual([])
})

function built(...names: string[]) {
  const dist = mkdtempSync(join(tmpdir(), 'dist-'))
  for (const folder of ['assets', '.vite']) mkdirSync(join(dist, folder))
  for (const name of names) writeFileSync(join(dist, 'assets', name), name)
  return dist
}
