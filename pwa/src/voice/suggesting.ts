/* Telling us something: a draft that survives, one row however often the button is tapped, kept without a network. */
import { computed, ref, watch } from 'vue'
import { ApiError } from '../app/api/client'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { dropLetter, send, tryAgain } from '../app/outbox'
import { uuid } from '../app/uuid'
import { letters } from '../app/waiting'
import { strings } from './strings'

const PATH = '/suggestions'
type Told = { text: string, contact: string }

export function useSuggestion() {
  const { values, clear } = useDraft('suggestion', { text: '', contact: '', client_id: '' })
  const done = ref<{ contact: boolean }>() // the server has it
  const rows = computed(() => letters.value.filter(({ path }) => path === PATH))
  const kept = computed(() => rows.value.filter(({ refused }) => !refused))
  const refused = computed(() => rows.value.find(row => row.refused))

  // What waited and is gone without a word has arrived.
  watch(rows, (now, before) => {
    const gone = before.find(({ id, refused }) => !refused && !now.some(row => row.id === id))
    if (gone && !sending) done.value = { contact: Boolean((gone.body as unknown as Told).contact) }
  })

  let sending = false
  const form = useSubmit(async () => {
    if (!values.text.trim()) throw new ApiError(422, 'validation_failed', '', strings.suggestions.missing, [{ field: 'text', message: strings.suggestions.missing }])
    values.client_id ||= uuid() // stays the same until an answer came: a lost answer is asked for, not doubled
    sending = true
    try {
      await tell().catch(failure => {
        if (!(failure instanceof ApiError) || failure.code !== 'client_id_reused') throw failure
        values.client_id = uuid() // other words than before under the old id
        return tell()
      })
    } finally {
      sending = false
    }
  })

  async function tell() {
    const body = { client_id: values.client_id, text: values.text.trim(), contact: values.contact.trim() }
    // Nobody's row: it goes out whoever is signed in, because it does not say who wrote it.
    const { state } = await send({ id: body.client_id, method: 'POST', path: PATH, body, label: strings.suggestions.label, owner: null })
    if (state === 'sent') done.value = { contact: body.contact !== '' }
    clear()
  }

  /** What was not accepted comes back into the form, above what is typed there, under its own id: it may have arrived all the same. */
  async function takeBack() {
    const row = refused.value
    if (!row) return
    const { text, contact } = row.body as unknown as Told
    Object.assign(values, { text: [text, values.text.trim()].filter(Boolean).join('\n'), contact: contact || values.contact, client_id: row.id })
    await dropLetter(row.id)
  }

  const again = () => { done.value = undefined }
  /** Answers whether something still waits. */
  const retry = async () => kept.value.length > 0 && await tryAgain(kept.value[0]!.id).catch(() => 1) > 0
  return { ...form, values, done, kept, refused, again, retry, takeBack }
}
