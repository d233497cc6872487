/* Finding somebody by name: in the pack at once, else on the server. A code typed or shot by a scanner at the keyboard is told apart. */
import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { FoundPerson } from '../../app/api/shapes'
import { online } from '../../app/online'
import { ADMITTED, findPeople, ON_LIST, type OpenPack, type Person } from './pack'
import type { Marks } from './marks'
import { looksPersonal } from './personal'

const LEAST = 2 // characters, before the server is asked: it takes no fewer
const STILL = 300 // no key for this long

export interface Found extends Person { listed: boolean, admitted: boolean }

export function useFinding(point: string, pack: () => OpenPack | undefined, marks: () => Marks) {
  const typed = ref('')
  const asked = shallowRef<Person[]>()
  const failure = shallowRef<ApiError>()
  const looking = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined

  const isCode = computed(() => looksPersonal(typed.value))
  const words = computed(() => isCode.value ? '' : typed.value.trim())

  async function ask(q: string) {
    looking.value = true
    failure.value = undefined
    try {
      const { items }: { items: FoundPerson[] } = await api.get('/check-in-points/{point}/people', { path: { point }, query: { q } })
      if (q === words.value) asked.value = items.map(({ person, name, phone_last4, flags }) => ({ id: person, name, last4: phone_last4, flags }))
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      if (q === words.value) failure.value = caught
    }
    if (q === words.value) looking.value = false
  }

  watch([words, pack], ([q, held]) => {
    clearTimeout(timer)
    asked.value = failure.value = undefined
    looking.value = !held && q.length >= LEAST && online.value
    if (looking.value) timer = setTimeout(ask, STILL, q)
  })
  onScopeDispose(() => clearTimeout(timer))

  const found = computed<Found[] | undefined>(() => {
    const held = pack()
    const people = held ? words.value ? findPeople(held.people.values(), words.value) : undefined : asked.value
    return people?.map(person => ({ ...person, listed: !!(person.flags & ON_LIST), admitted: !!(person.flags & ADMITTED) || marks().has(person.id) }))
  })
  return { typed, isCode, words, found, looking, failure }
}
