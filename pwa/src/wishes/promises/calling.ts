/* One call: a purpose opens the number, and how the call went is kept. The number lives only as long as the sheet is open. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api } from '../../app/api/client'
import type { Contact, Hanging } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export const PURPOSES = ['remind', 'confirm', 'deliver', 'sorry'] as const
export type Purpose = typeof PURPOSES[number]
export type Outcome = 'will_bring' | 'cannot' | 'no_answer'

/** The purpose that a row suggests stands first. */
export function purposesFor({ kind }: Pick<Hanging, 'kind'>): Purpose[] {
  const first: Purpose = kind === 'displaced' ? 'sorry' : kind === 'due' ? 'confirm' : kind === 'waiting' || kind === 'undelivered' ? 'deliver' : 'remind'
  return [first, ...PURPOSES.filter(purpose => purpose !== first)]
}

export function useCalling(done: () => void) {
  const row = shallowRef<Hanging>()
  const contact = shallowRef<Contact>()
  const [purpose, outcome] = [ref<Purpose>(), ref<Outcome>()]
  const [note, day] = [ref(''), ref('')]
  const sure = ref(false)
  const ids: Record<string, string> = {} // one per act, so that a lost answer is asked for again and not doubled
  const displaced = computed(() => row.value?.kind === 'displaced')
  const whose = () => displaced.value ? row.value!.claimant!.number : null
  const idOf = (act: string) => ids[act] ??= uuid()

  const opening = useSubmit(async () => {
    const { code } = row.value!
    const body = { client_id: idOf(`contact ${purpose.value}`), purpose: purpose.value!, number: whose() }
    const told: Contact = await api.post('/wishes/{wish}/contact', { path: { wish: code }, body })
    if (row.value?.code === code) contact.value = told
  })

  const noting = useSubmit(async () => {
    const { code } = row.value!
    const said = outcome.value!
    const moves = said === 'will_bring' && day.value && !displaced.value
    if (moves) await api.post('/wishes/{wish}/promise', { path: { wish: code }, body: { client_id: idOf(`promise ${day.value}`), day: day.value } })
    const body = { client_id: idOf(said), outcome: said, note: note.value.trim(), number: whose() }
    await api.post('/wishes/{wish}/called', { path: { wish: code }, body })
    toast(strings.calling.done[displaced.value && said === 'cannot' ? 'reached' : said])
    row.value = undefined
    done()
  })

  function open(for_: Purpose) {
    purpose.value = for_
    return opening.submit()
  }
  function tell(how: Outcome) {
    outcome.value = how
    if (how === 'cannot' && !displaced.value && !sure.value) return void (sure.value = true)
    return noting.submit()
  }

  watch(row, () => { // nothing of one call stays for the next
    contact.value = undefined
    note.value = day.value = ''
    sure.value = false
    opening.failure.value = noting.failure.value = undefined
    noting.errors.value = {}
    for (const act in ids) delete ids[act]
  }, { flush: 'sync' })
  return { row, contact, purpose, outcome, note, day, sure, displaced, opening, noting, open, tell }
}
