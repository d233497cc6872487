/* Claiming for somebody without a phone: one request however often the button is tapped, then the receipt. */
import { ref, shallowRef } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { HelpedClaimed, Wish } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { send } from '../../app/outbox'
import { uuid } from '../../app/uuid'
import { claimProblems, digits } from '../claiming'
import { strings } from './strings'

const words = strings.helped

export function useHelping() {
  const empty = { code: '', name: '', phone: '', witness: '', message: '', card_code: '', consent: false, client_id: '' }
  const { values, clear } = useDraft('helped', empty)
  const wish = shallowRef<Wish>()
  const done = shallowRef<HelpedClaimed>()
  const kept = ref(false)

  const finding = useSubmit(async () => {
    wish.value = await api.get('/wishes/{wish}', { path: { wish: values.code } })
  })
  if (values.code) finding.submit() // after a reload

  function find(code: string) {
    values.code = code
    return finding.submit()
  }

  const claiming = useSubmit(async () => {
    const problems = claimProblems(values).map(({ field, message }) => ({ field, message: field === 'consent' ? words.consentMissing : message }))
    if (!values.witness.trim()) problems.push({ field: 'witness', message: words.witnessMissing })
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    values.client_id ||= uuid()
    try {
      const sent = await send<HelpedClaimed>({ id: values.client_id, method: 'POST', path: `/wishes/${values.code}/helped-claim`, body: body(), label: words.label(wish.value!.item) })
      if (sent.state === 'sent') done.value = sent.answer
      kept.value = sent.state === 'kept'
    } catch (failure) {
      values.client_id = '' // the next try is another request
      throw failure instanceof ApiError && failure.code === 'card_code_wrong' ? beside(failure, 'card_code') : failure
    }
  })

  const beside = (failure: ApiError, field: string) => new ApiError(failure.status, failure.code, failure.title, failure.detail, [{ field, message: failure.message }])

  function body() {
    const { client_id, name, phone, witness, message, card_code } = values
    const said = { client_id, name: name.trim(), phone: digits(phone), witness: witness.trim(), message: message.trim(), consent: true }
    return card_code.trim() ? { ...said, card_code: card_code.trim() } : said
  }

  /** The next person; the witness often stays the same. */
  function next() {
    const { witness } = values
    clear()
    Object.assign(values, { witness })
    wish.value = done.value = undefined
    kept.value = false
    claiming.failure.value = finding.failure.value = undefined
    claiming.errors.value = {}
  }
  return { values, wish, done, kept, finding, find, claiming, next }
}
