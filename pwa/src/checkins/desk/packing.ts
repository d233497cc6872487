/* The pack of one point, for the page: open it, fetch it, how old it is. */
import { computed, ref, shallowRef } from 'vue'
import { ApiError } from '../../app/api/client'
import { serverNow } from '../../app/clock'
import { dropPack, foreignPack, opened, openPack, storable, type OpenPack } from './pack'

const OLD = 6 * 3600_000

export function usePack(point: string) {
  const pack = shallowRef<OpenPack>()
  const foreign = ref<string>()
  const opening = ref(true)
  const coming = ref<{ bytes: number, whole?: number }>() // a download that runs
  const failure = shallowRef<ApiError>()

  async function open() {
    pack.value = await openPack(point).catch(() => undefined)
    foreign.value = pack.value ? undefined : await foreignPack(point).catch(() => undefined)
    opening.value = false
  }

  async function load() {
    if (coming.value) return
    coming.value = { bytes: 0 }
    failure.value = undefined
    try {
      const { fetchPack } = await import('./fetching')
      pack.value = opened(await fetchPack(point, (bytes, whole) => { coming.value = { bytes, whole } }))
      foreign.value = undefined
    } catch (caught) {
      failure.value = caught instanceof ApiError ? caught : new ApiError(0, 'no_network', '', '') // not even the script that fetches it
    }
    coming.value = undefined
  }

  async function remove() {
    await dropPack(point)
    pack.value = undefined
  }

  const old = computed(() => pack.value !== undefined && serverNow() - pack.value.madeAt > OLD)
  const ready = open()
  return { ready, pack, foreign, opening, coming, failure, old, storable: storable(), load, remove }
}
