/* Recordings, pictures and papers of lessons on the phone, where the browser has a store for them. They arrive in parts, so that what is here
   already is not fetched again: the parts, and once all are here a line under the file's own address that says how many. */
const STORE = 'lesson-media'
const PART = 1 << 20

const store = () => 'caches' in globalThis ? caches.open(STORE) : Promise.reject(new Error('no store'))
const partOf = (src: string, n: number) => `${src}${src.includes('?') ? '&' : '?'}part=${n}`

export async function keptMedia(src: string): Promise<Blob | undefined> {
  return store().then(async kept => {
    const whole = await kept.match(src)
    const parts = whole?.headers.get('x-parts')
    if (!whole || !parts) return whole?.blob()
    const blobs = await Promise.all(Array.from({ length: Number(parts) }, (_, n) => kept.match(partOf(src, n)).then(part => part?.blob())))
    return blobs.every(blob => blob) ? new Blob(blobs as Blob[], { type: whole.headers.get('content-type') ?? '' }) : undefined
  }).catch(() => undefined)
}

export const isKept = (src: string) => store().then(kept => kept.match(src)).then(found => !!found, () => false)

/** Fetches what is missing of it; rejects when that did not arrive or there is no room. `from`: another address of the same file. */
export async function keepMedia(src: string, { from = src, signal, onBytes }: { from?: string, signal?: AbortSignal, onBytes?: (bytes: number) => void } = {}) {
  const kept = await store()
  if (await kept.match(src)) return
  let type = ''
  let parts = 1
  for (let n = 0; n < parts; n += 1) {
    const here = await kept.match(partOf(src, n))
    const part = here ?? await fetchPart(from, n, signal)
    const bytes = Number(part.headers.get('x-bytes'))
    if (!here) await kept.put(partOf(src, n), part)
    type = part.headers.get('content-type') ?? ''
    parts = Number(part.headers.get('x-parts'))
    onBytes?.(bytes)
  }
  await kept.put(src, new Response(null, { headers: { 'x-parts': String(parts), 'content-type': type } }))
}

/** One part as it is stored: whole by itself, with the number of all. */
async function fetchPart(src: string, n: number, signal?: AbortSignal) {
  const answer = await fetch(src, { credentials: 'same-origin', headers: { Range: `bytes=${n * PART}-${(n + 1) * PART - 1}` }, signal })
  const all = Number(/\/(\d+)$/.exec(answer.headers.get('content-range') ?? '')?.[1] ?? 0)
  if (answer.status !== 200 && !(answer.status === 206 && all)) throw new Error(`media ${answer.status}`)
  const parts = answer.status === 200 ? 1 : Math.ceil(all / PART)
  const blob = await answer.blob()
  return new Response(blob, { headers: { 'content-type': answer.headers.get('content-type') ?? '', 'x-parts': String(parts), 'x-bytes': String(blob.size) } })
}

export async function dropMedia(src: string) {
  const kept = await store()
  const parts = Number((await kept.match(src))?.headers.get('x-parts') ?? 0)
  await kept.delete(src)
  for (let n = 0; await kept.delete(partOf(src, n)) || n < parts; n += 1); // of one that never became whole too
}

/** What every file takes here, whole or not, by its address. */
export async function keptBytes(): Promise<Map<string, number>> {
  const found = new Map<string, number>()
  const kept = await store().catch(() => undefined)
  for (const request of await kept?.keys() ?? []) {
    const { pathname, search } = new URL(request.url)
    const src = (pathname + search).replace(/[?&]part=\d+$/, '')
    const headers = (await kept!.match(request))?.headers
    const bytes = Number(headers?.get('x-bytes') ?? headers?.get('content-length') ?? 0)
    found.set(src, (found.get(src) ?? 0) + bytes)
  }
  return found
}
