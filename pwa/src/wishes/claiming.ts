/* Claiming a wish: a draft that survives, one request however often the button is tapped, and a receipt on this phone. */
import { computed } from 'vue'
import { ApiError } from '../app/api/client'
import type { Claimed, WishItem } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { send } from '../app/outbox'
import { tab } from '../app/memory'
import { dropReceipt, keepReceipt, type Receipt } from '../app/receipts'
import { me } from '../app/session'
import { uuid } from '../app/uuid'
import { answered, claimBody, refusals, sending } from './settling'
import { strings } from './strings'

export const digits = (typed: string) => typed.replace(/[\s-]/g, '').replace(/^\+?86(?=1\d{10}$)/, '')

/** The claim card as it is filled in. */
export interface CardValues { name: string, phone: string, message: string, consent: boolean, card_code: string, grouped: boolean, organisation: string }

/** Said beside the fields, before anything is sent. */
export function claimProblems({ name, phone, consent, grouped, organisation }: Pick<CardValues, 'name' | 'phone' | 'consent'> & Partial<CardValues>) {
  return [
    { field: 'organisation', message: !grouped || organisation?.trim() ? '' : strings.claim.organisationMissing },
    { field: 'name', message: name.trim() ? '' : strings.claim.nameMissing },
    { field: 'phone', message: /^1[3-9]\d{9}$/.test(digits(phone)) ? '' : strings.claim.phoneWrong },
    { field: 'consent', message: consent ? '' : strings.claim.consentMissing },
  ].filter(({ message }) => message)
}

/** The client id that holds and then claims the wish; the same over a reload of this tab. */
export function clientOf(code: string) {
  const place = `claiming.${code}`
  const known = () => {
    const id = tab.read<string>(place) ?? uuid()
    tab.write(place, id)
    return id
  }
  return { known, forget: () => tab.write(place, undefined) }
}

export function useClaim(code: string, item: () => string) {
  const empty: CardValues = { name: '', phone: '', message: '', consent: false, card_code: '', grouped: false, organisation: '' }
  const { values, clear } = useDraft(`claim.${code}`, { ...empty })
  const client = clientOf(code) // stays the same until an answer came: a lost answer is asked for, not doubled
  const form = useSubmit(async () => {
    const problems = claimProblems(values)
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    await claim().catch(failure => {
      if (!(failure instanceof ApiError) || failure.code !== 'client_id_reused') throw failure
      client.forget() // other words than before under the old id
      return claim()
    })
  })

  async function claim() {
    const waiting = {
      name: values.name.trim(), phone: digits(values.phone), message: values.message.trim(),
      ...values.card_code.trim() && { card_code: values.card_code.trim() }, ...values.grouped && { organisation: values.organisation.trim() },
    }
    const promised: Receipt = { code, client_id: client.known(), item: item(), at: Date.now(), owner: me.value?.id ?? null, waiting }
    sending.add(promised.client_id)
    await keepReceipt(promised) // before sending: whatever happens to the page, this phone can prove the claim
    try {
      const sent = await send<Claimed>({ id: promised.client_id, path: `/wishes/${code}/claim`, body: claimBody(promised), label: strings.claim.label(item()) })
      if (sent.state === 'sent') await answered(promised, sent.answer)
      clear()
      client.forget()
    } catch (failure) {
      await dropReceipt(code)
      if (!(failure instanceof ApiError)) throw failure
      if (['wish_already_claimed', 'claim_given_back'].includes(failure.code)) client.forget()
      throw failure.code === 'card_code_wrong' ? new ApiError(409, failure.code, failure.title, failure.detail, [{ field: 'card_code', message: failure.message }]) : failure
    } finally {
      sending.delete(promised.client_id)
    }
  }

  /** Somebody else was faster, now or while the claim waited. */
  const taken = computed(() => [form.failure.value, refusals.value[code]].find(failure => failure?.code === 'wish_already_claimed'))
  const similar = computed(() => taken.value?.body.similar as WishItem[] | undefined)
  return { ...form, values, client, taken, similar }
}
