/* Sound and pictures of a lesson on the phone, where the browser has a store for them. */
const STORE = 'lesson-media'

const store = () => 'caches' in globalThis ? caches.open(STORE) : Promise.reject(new Error('no store'))

export async function keptMedia(src: string): Promise<Blob | undefined> {
  return store().then(kept => kept.match(src)).then(answer => answer?.blob()).catch(() => undefined)
}

/** Fetches the whole of it; rejects when it did not arrive or there is no room. */
export async function keepMedia(src: string) {
  const kept = await store()
  const answer = await fetch(src, { credentials: 'same-origin' })
  if (answer.status !== 200) throw new Error(`media ${answer.status}`)
  await kept.put(src, answer)
}

export const dropMedia = async (src: string) => { await (await store()).delete(src) }
