/* An organisation's list: what was typed, what it means, and one answer per row. */
import { computed, shallowRef } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Listed, WishItem } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { keepReceipt } from '../../app/receipts'
import { me } from '../../app/session'
import { uuid } from '../../app/uuid'
import { claimProblems, digits } from '../claiming'
import { findTyped, splitTyped } from './fair-wishes'
import { strings } from './strings'

const words = strings.list
const MOST = 100

export function useListing(fair: () => string, wishes: () => readonly WishItem[]) {
  const { values, clear } = useDraft('organisation', { codes: '', organisation: '', name: '', phone: '', message: '', consent: false, client_id: '' })
  const typed = computed(() => splitTyped(values.codes))
  const rows = computed(() => typed.value.map(text => ({ text, wish: findTyped(text, wishes()) })))
  const picked = computed({
    get: () => rows.value.flatMap(({ wish }) => wish ? [wish.code] : []),
    set: codes => {
      const before = new Set(picked.value)
      const kept = rows.value.filter(({ wish }) => !wish || codes.includes(wish.code)).map(({ text }) => text)
      values.codes = [...kept, ...codes.filter(code => !before.has(code))].join('\n')
    },
  })
  const answers = shallowRef<Listed[]>()

  const form = useSubmit(async () => {
    const problems = claimProblems({ ...values, grouped: true })
    const count = typed.value.length
    if (!count || count > MOST) problems.unshift({ field: 'codes', message: count ? words.codesMany : words.codesMissing })
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    values.client_id ||= uuid() // the same list again is the same list
    const { client_id, organisation, name, phone, message } = values
    const body = { client_id, organisation: organisation.trim(), name: name.trim(), phone: digits(phone), message: message.trim(), consent: true as const, codes: typed.value }
    try {
      const { items } = await api.post('/fairs/{fair}/organisation-claims', { path: { fair: fair() }, body })
      for (const row of items) await keep(row)
      clear()
      answers.value = items
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'client_id_reused') values.client_id = ''
      throw failure
    }
  })

  /** This phone can give each of them back. */
  async function keep({ state, code, client_id, item, number, promise_by }: Listed) {
    if (state === 'claimed' && code && client_id) await keepReceipt({ code, client_id, item: item ?? code, number, promise_by, at: Date.now(), owner: me.value?.id ?? null })
  }
  const again = () => { answers.value = undefined }
  return { values, rows, picked, answers, form, again }
}
