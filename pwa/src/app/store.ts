/* The last known answers, so that pages show something without a network. The only cache of API answers. */
import { ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { ApiError, passing } from './api/wire'
import { db } from './db'

const MOST = 300 // answers kept; the oldest go first

export interface Cached<T> { data: T, at: number, stale: boolean }

export async function recall<T>(key: string): Promise<{ data: T, at: number } | undefined> {
  return await (await db()).get('answers', key).catch(() => undefined) as { data: T, at: number } | undefined
}

async function remember(key: string, data: unknown) {
  const base = await db()
  await base.put('answers', { key, data: JSON.parse(JSON.stringify(data)), at: Date.now() })
  if (await base.count('answers') <= MOST) return
  const pinned = await base.get('facts', 'pinned') as string[] | undefined ?? [] // of courses that somebody downloaded
  const free = (await base.getAllKeysFromIndex('answers', 'at')).filter(one => !pinned.includes(one))
  for (const old of free.slice(0, -MOST)) await base.delete('answers', old)
}

/** The packs of a scanning phone go with them. */
export async function forgetAnswers() {
  const base = await db()
  await Promise.all([base.clear('answers'), base.clear('packs')]).catch(() => {})
}

/** What somebody downloaded is theirs too: a course may be for one branch alone. */
export async function forgetDownloads() {
  const base = await db()
  await Promise.all([base.delete('facts', 'courses'), base.delete('facts', 'pinned'), globalThis.caches?.delete('lesson-media')]).catch(() => {})
}

/** The fresh answer; without network the last known one, marked stale. Rejects when there is neither. */
export async function cached<T>(key: string, fetcher: () => Promise<T>): Promise<Cached<T>> {
  try {
    const data = await fetcher()
    await remember(key, data).catch(() => {})
    return { data, at: Date.now(), stale: false }
  } catch (failure) {
    const away = failure instanceof ApiError && passing(failure.status)
    const known = away ? await recall<T>(key).catch(() => undefined) : undefined
    if (!known) throw failure
    return { data: known.data, at: known.at, stale: true }
  }
}

/** For a page: the last known answer at once, the fresh one as soon as it is there. Follows a changing key. */
export function useCached<T>(key: MaybeRefOrGetter<string>, fetcher: () => Promise<T>) {
  const data = shallowRef<T>()
  const at = ref<number>() // when `data` was fetched
  const stale = ref(false) // no network: `data` is the last known answer
  const loading = ref(true)
  const error = shallowRef<unknown>()

  async function load() {
    const asked = toValue(key)
    const outdated = () => asked !== toValue(key)
    loading.value = true
    error.value = undefined
    const fresh = cached(asked, fetcher)
    fresh.catch(() => {})
    if (data.value === undefined) {
      const known = await recall<T>(asked).catch(() => undefined)
      if (known && !outdated()) [data.value, at.value] = [known.data, known.at]
    }
    try {
      const got = await fresh
      if (!outdated()) [data.value, at.value, stale.value] = [got.data, got.at, got.stale]
    } catch (failure) {
      if (!outdated()) error.value = failure
    }
    if (!outdated()) loading.value = false
  }

  watch(() => toValue(key), () => { data.value = undefined; load() }, { immediate: true })
  return { data, at, stale, loading, error, reload: load }
}
