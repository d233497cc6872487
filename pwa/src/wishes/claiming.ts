/* Claiming a wish: a draft that survives, one request however often the button is tapped, and a receipt on this phone. */
import { computed } from 'vue'
import { ApiError } from '../app/api/client'
import type { Claimed, WishItem } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { send } from '../app/outbox'
import { dropReceipt, keepReceipt, type Receipt } from '../app/receipts'
import { me } from '../app/session'
import { uuid } from '../app/uuid'
import { answered, claimBody, refusals, sending } from './settling'
import { strings } from './strings'

const digits = (typed: string) => typed.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')

/** Said beside the fields, before anything is sent. */
export function claimProblems({ name, phone, consent }: { name: string, phone: string, consent: boolean }) {
  return [
    { field: 'name', message: name.trim() ? '' : strings.claim.nameMissing },
    { field: 'phone', message: /^1[3-9]\d{9}$/.test(digits(phone)) ? '' : strings.claim.phoneWrong },
    { field: 'consent', message: consent ? '' : strings.claim.consentMissing },
  ].filter(({ message }) => message)
}

export function useClaim(code: string, item: () => string) {
  const { values, clear } = useDraft(`claim.${code}`, { name: '', phone: '', message: '', consent: false, client_id: '' })
  const form = useSubmit(async () => {
    const problems = claimProblems(values)
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    values.client_id ||= uuid() // stays the same until an answer came: a lost answer is asked for, not doubled
    await claim().catch(failure => {
      if (!(failure instanceof ApiError) || failure.code !== 'client_id_reused') throw failure
      values.client_id = uuid() // other words than before under the old id
      return claim()
    })
  })

  async function claim() {
    const waiting = { name: values.name.trim(), phone: digits(values.phone), message: values.message.trim() }
    const promised: Receipt = { code, client_id: values.client_id, item: item(), at: Date.now(), owner: me.value?.id ?? null, waiting }
    sending.add(promised.client_id)
    await keepReceipt(promised) // before sending: whatever happens to the page, this phone can prove the claim
    try {
      const sent = await send<Claimed>({ id: promised.client_id, path: `/wishes/${code}/claim`, body: claimBody(promised), label: strings.claim.label(item()) })
      if (sent.state === 'sent') await answered(promised, sent.answer)
      clear()
    } catch (failure) {
      await dropReceipt(code)
      if (failure instanceof ApiError && failure.status === 409 && failure.code !== 'client_id_reused') values.client_id = ''
      throw failure
    } finally {
      sending.delete(promised.client_id)
    }
  }

  /** Somebody else was faster, now or while the claim waited. */
  const taken = computed(() => [form.failure.value, refusals.value[code]].find(failure => failure?.code === 'wish_already_claimed'))
  const similar = computed(() => taken.value?.body.similar as WishItem[] | undefined)
  return { ...form, values, taken, similar }
}
