// Holds the build to its byte budgets (brotli). Exits 1 when one is exceeded.
import { readFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url)
const chunks = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist)))
const weights = new Map()
const kB = bytes => (bytes / 1000).toFixed(1).padStart(6)

function weight(file) {
  if (!weights.has(file)) weights.set(file, brotliCompressSync(readFileSync(new URL(file, dist))).length)
  return weights.get(file)
}

/** Every file a browser must have before this chunk can run. */
function needed(key, seen = new Set(), found = new Set()) {
  if (seen.has(key)) return found
  seen.add(key)
  const chunk = chunks[key]
  found.add(chunk.file)
  for (const css of chunk.css ?? []) found.add(css)
  for (const other of chunk.imports ?? []) needed(other, seen, found)
  return found
}

const sum = (found, ending = '', without = new Set()) =>
  [...found].filter(file => file.endsWith(ending) && !without.has(file)).reduce((all, file) => all + weight(file), 0)

const entry = needed('index.html')
// Until the page can be used, and then until the phone is idle again. The worker and what it keeps for later come after that.
const first = new Set([...entry, ...needed('src/home/HomePage.vue')])
const idle = new Set([...first, ...needed('src/app/start.ts')])
// What most pages share comes with the first of them; a page's own weight is what it adds to that.
const sharing = Object.keys(chunks).filter(key => /^_(common|after|shared)-/.test(key))
const shared = new Set([...entry, ...sharing.flatMap(key => [...needed(key)])])
const rows = [
  ['initial JS', sum(entry, '.js'), 36],
  ['initial CSS', sum(entry, '.css'), 6],
  ['first visit: page, scripts, styles', sum(first) + weight('index.html'), 45],
  ['first visit until idle', sum(idle) + weight('index.html'), 50],
  ['shared by most pages', sum(shared) - sum(entry), 15],
]
for (const [key, chunk] of Object.entries(chunks)) {
  if (!chunk.isDynamicEntry) continue
  const size = sum(needed(key), '', shared)
  if (/app\/start/.test(key)) continue // counted above
  if (/app\/decoder/.test(key)) rows.push(['scanner', size, 15])
  else if (/echarts/.test(key)) rows.push([key, size, 200])
  else rows.push([key, size, 15])
}

const over = rows.filter(([, size, limit]) => size > limit * 1000)
for (const [what, size, limit] of rows) console.log(`${size > limit * 1000 ? 'OVER' : ' ok '} ${kB(size)} of ${String(limit).padStart(3)} kB  ${what}`)
if (over.length) process.exitCode = 1
