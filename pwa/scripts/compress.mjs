// After `vite build`: put swagger-ui beside the app, then write .br and .gz next to every file worth it.
import { copyFileSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const worth = new Set(['.js', '.css', '.html', '.json', '.webmanifest', '.svg', '.txt'])
const smallest = 512 // below this the headers weigh more than what is saved

copySwagger()
for (const file of files(dist)) compress(file)

function copySwagger() {
  const from = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'))
  const to = join(dist, 'api-docs')
  mkdirSync(to, { recursive: true })
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js', 'LICENSE', 'NOTICE']) copyFileSync(join(from, name), join(to, name))
}

function files(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)])
}

function compress(file) {
  if (/\.(br|gz)$/.test(file)) return rmSync(file)
  if (!worth.has(extname(file))) return
  const plain = readFileSync(file)
  if (plain.length < smallest) return
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length }
  writeFileSync(`${file}.br`, brotliCompressSync(plain, { params }))
  writeFileSync(`${file}.gz`, gzipSync(plain, { level: 9 }))
}
