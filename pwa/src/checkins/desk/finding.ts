/* Finding somebody by name: in the pack at once, else on the server. A code typed or shot by a scanner at the keyboard is told apart. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { FoundPerson } from '../../app/api/shapes'
import { online } from '../../app/online'
import type { Looking } from './looking'
import type { Person } from './pack'

const LEAST = 2 // characters, before the server is asked: it takes no fewer
const STILL = 300 // no key for this long

export function useFinding(point: string, packed: () => boolean, { isCode: reads, inPack, told }: Looking) {
  const typed = ref('')
  const asked = shallowRef<Person[]>()
  const failure = shallowRef<ApiError>()
  const asking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const isCode = computed(() => reads(typed.value))
  const words = computed(() => isCode.value ? '' : typed.value.trim())

  async function ask(q: string) {
    asking.value = true
    failure.value = undefined
    try {
      const { items }: { items: FoundPerson[] } = await api.post('/check-in-points/{point}/people', { path: { point }, body: { q } })
      if (q === words.value) asked.value = items.map(({ person, name, phone_last4, flags }) => ({ id: person, name, last4: phone_last4, flags }))
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      if (q === words.value) failure.value = caught
    }
    if (q === words.value) asking.value = false
  }

  watch([words, packed], ([q, held]) => {
    clearTimeout(timer)
    asked.value = failure.value = undefined
    asking.value = !held && q.length >= LEAST && online.value
    if (asking.value) timer = setTimeout(ask, STILL, q)
  })
  onScopeDispose(() => clearTimeout(timer))

  const found = computed(() => (packed() ? words.value ? inPack(words.value) : undefined : asked.value)?.map(told))
  return { typed, isCode, words, found, asking, failure }
}
