/* Whom the notice would reach, asked again when the audience has stopped changing. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api } from '../app/api/client'
import type { Audience, Reach } from '../app/api/shapes'
import { strings } from './strings'

const PAUSE = 400
const askServer = (audience: Audience): Promise<Reach> => api.post('/notices/reach', { body: { audience } })

export function useForecast(audience: () => Audience | undefined, ask = askServer) {
  const reach = shallowRef<Reach>()
  const failure = shallowRef<unknown>()
  const asking = ref(false)
  const key = computed(() => JSON.stringify(audience() ?? null))
  let timer: ReturnType<typeof setTimeout> | undefined
  let turn = 0 // an answer to an older audience is not shown

  function again(pause = PAUSE) {
    clearTimeout(timer)
    const mine = ++turn
    const whom = audience()
    reach.value = failure.value = undefined
    asking.value = !!whom
    if (whom) timer = setTimeout(() => find(whom, mine), pause)
  }

  async function find(whom: Audience, mine: number) {
    try {
      const answer = await ask(whom)
      if (mine === turn) reach.value = answer
    } catch (caught) {
      if (mine === turn) failure.value = caught
    }
    if (mine === turn) asking.value = false
  }

  watch(key, () => again(), { immediate: true })
  onScopeDispose(() => { clearTimeout(timer); turn++ })
  return { reach, failure, asking, again: () => again(0) }
}

export function reachText({ people, channels: { webpush } }: Reach) {
  const words = strings.forecast
  if (!people) return words.nobody
  if (!webpush) return words.inboxOnly(people)
  return webpush >= people ? words.all(people) : words.some(people, webpush)
}

export function forecastProblem(failure: unknown) {
  const { status, message } = failure as { status?: number, message?: string }
  return status === 403 ? strings.forecast.forbidden : status === 0 ? strings.forecast.offline : message ?? ''
}
