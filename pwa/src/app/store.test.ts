import { beforeEach, expect, test } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { ApiError } from './api/wire'
import { usePages } from './lists'
import { db } from './db'
import { cached, forgetAnswers, forgetDownloads, recall, useCached } from './store'

const offline = () => Promise.reject(new ApiError(0, 'no_network', '', ''))
beforeEach(forgetAnswers)

test('the fresh answer is given and remembered', async () => {
  expect(await cached('/a', async () => ({ n: 1 }))).toMatchObject({ data: { n: 1 }, stale: false })
  expect(await cached('/a', offline)).toMatchObject({ data: { n: 1 }, stale: true })
})

test('a refusal is not covered up by an old answer', async () => {
  await cached('/a', async () => 1)
  await expect(cached('/a', () => Promise.reject(new ApiError(404, 'not_found', '', '')))).rejects.toMatchObject({ status: 404 })
})

test('what somebody downloaded is not crowded out, everything else is when it is old', async () => {
  await (await db()).put('facts', ['/kept'], 'pinned')
  for (const key of ['/kept', '/old', ...Array.from({ length: 300 }, (_, n) => `/${n}`)]) await cached(key, async () => key)
  expect([await recall('/kept'), await recall('/old'), await recall('/299')].map(found => !!found)).toEqual([true, false, true])
  await forgetDownloads()
  expect(await (await db()).get('facts', 'pinned')).toBeUndefined()
})

test('without network and memory the failure is told', async () => {
  await expect(cached('/never', offline)).rejects.toMatchObject({ status: 0 })
})

test('a page shows the last known answer at once and then the fresh one', async () => {
  await cached('/a', async () => 'old')
  let arrive!: (data: string) => void
  const state = effectScope().run(() => useCached('/a', () => new Promise<string>(done => { arrive = done })))!
  await until(() => state.data.value === 'old')
  arrive('new')
  await until(() => state.data.value === 'new')
  expect(state.stale.value).toBe(false)
})

test('an answer to an older question never overwrites a newer one', async () => {
  const key = ref('/slow')
  const arrivals: Record<string, (data: string) => void> = {}
  const state = effectScope().run(() => useCached(key, () => new Promise<string>(done => { arrivals[key.value] = done })))!
  key.value = '/fast'
  await nextTick()
  arrivals['/fast']!('fast')
  await until(() => state.data.value === 'fast')
  arrivals['/slow']!('slow')
  await new Promise(done => setTimeout(done, 20))
  expect(state.data.value).toBe('fast')
})

test('a list grows page by page, and is as long again after going back', async () => {
  const fetchPage = async (cursor?: string) => cursor ? { items: [3, 4], next: null } : { items: [1, 2], next: 'c' }
  const open = () => effectScope().run(() => usePages('/list', fetchPage))!
  const list = open()
  await until(() => list.more.value)
  await list.loadMore()
  expect([list.items.value, list.more.value]).toEqual([[1, 2, 3, 4], false])
  const again = open()
  await until(() => again.items.value.length === 4)
})

async function until(true_: () => boolean) {
  for (let n = 0; n < 100 && !true_(); n++) await new Promise(done => setTimeout(done, 5))
  expect(true_()).toBe(true)
}
