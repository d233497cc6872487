/* Keeping the sale fund: recording, allocating, and what can be put right afterwards. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Allocation, Fund, Page, Sale, WishItem } from '../../app/api/shapes'
import { serverNow } from '../../app/clock'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { smaller, upload } from '../../app/upload'
import { uuid } from '../../app/uuid'
import { strings } from './strings'
import { FEN_MOST, parseYuan, yuanText } from './yuan'

export const problem = (field: string, message: string) => new ApiError(422, 'validation_failed', '', message, [{ field, message }])

/** The typed amount in fen; throws what the field shows. */
export function amountOf(typed: string): number {
  const fen = parseYuan(typed)
  if (fen === undefined) throw problem('fen', strings.record.amountWrong)
  if (fen === 0) throw problem('fen', strings.record.amountZero)
  if (fen > FEN_MOST) throw problem('fen', strings.record.amountLarge)
  return fen
}

/** The city's clock as a datetime-local input has it. */
export const localMinute = (moment: number) => new Date(moment + 8 * 3600_000).toISOString().slice(0, 16)

/** One act keeps its id while its content stays the same, so sending it again changes nothing. */
export function useAct() {
  let id = uuid()
  let content = ''
  return (body: unknown) => {
    const said = JSON.stringify(body)
    if (said !== content) [id, content] = [uuid(), said]
    return id
  }
}

export const useFund = (fair: () => string) => useCached<Fund>(() => `fund.${fair()}`, () => api.get('/fairs/{fair}/fund', { path: { fair: fair() } }))

export const sendEvidence = async (sale: string, photo: File) => upload<Sale>(`/sales/${sale}/evidence`, await smaller(photo))

export function useRecording(fair: string, source: Fund['source'], changed: () => void) {
  const own = { organisation: source?.organisation ?? '', filing_number: source?.filing_number ?? '' } // the same organisation raises all day
  const { values, clear } = useDraft(`sale.${fair}`, { stall: '', amount: '', note: '', ...own })
  const soldAt = ref(localMinute(serverNow())) // not kept: a time that was typed long ago is wrong
  const photo = shallowRef<File>()
  const act = useAct()

  const sending = useSubmit(async () => {
    const { amount, ...said } = values
    const fen = amountOf(amount)
    if (!photo.value) throw problem('photo', strings.record.photoMissing)
    if (!soldAt.value) throw problem('sold_at', strings.record.soldAtMissing)
    const body = { ...said, fen, sold_at: `${soldAt.value}:00+08:00` }
    const sale: Sale = await api.post('/fairs/{fair}/sales', { path: { fair }, body: { client_id: act(body), ...body } })
    await sendEvidence(sale.id, photo.value)
    clear()
    Object.assign(values, { organisation: body.organisation, filing_number: body.filing_number })
    soldAt.value = localMinute(serverNow())
    photo.value = undefined
    toast(strings.record.done(yuanText(fen)))
    changed()
  })
  return { values, soldAt, photo, sending }
}

export function useAllocating(fair: string, free: () => number, changed: () => void) {
  const q = ref('')
  const wishes = usePages<WishItem>(
    () => `fund.open.${fair}.${q.value.trim()}`,
    (cursor): Promise<Page<WishItem>> => api.get('/wishes', { query: { fair, state: 'open', q: q.value.trim(), cursor } }),
  )
  const chosen = shallowRef<WishItem>()
  const amount = ref('')
  const open = computed({ get: () => !!chosen.value, set: shown => { if (!shown) chosen.value = undefined } })
  const act = useAct()
  const sending = useSubmit(async () => {
    const wish = chosen.value
    if (!wish) return
    const body = { wish: wish.code, fen: amountOf(amount.value) }
    if (body.fen > free()) throw problem('fen', strings.allocate.over(yuanText(free())))
    try {
      await api.post('/fairs/{fair}/allocations', { path: { fair }, body: { client_id: act(body), ...body } })
    } catch (failure) {
      if (failure instanceof ApiError && failure.status === 409) act(uuid()) // refused for good: the next try is another act
      throw failure
    } finally {
      changed()
      wishes.reload()
    }
    toast(strings.allocate.done(wish.item))
    chosen.value = undefined
    amount.value = ''
  })
  watch(chosen, () => { sending.failure.value = undefined; sending.errors.value = {} })
  return { q, wishes, chosen, amount, open, sending }
}

export function useAccounts(fair: string, changed: () => void) {
  const sales = usePages<Sale>(() => `fund.sales.${fair}`, (cursor): Promise<Page<Sale>> => api.get('/fairs/{fair}/sales', { path: { fair }, query: { cursor } }))
  const allocations = usePages<Allocation>(
    () => `fund.allocations.${fair}`,
    (cursor): Promise<Page<Allocation>> => api.get('/fairs/{fair}/allocations', { path: { fair }, query: { cursor } }),
  )
  const act = useAct()
  function again(words: string) {
    toast(words)
    sales.reload()
    allocations.reload()
    changed()
  }
  return {
    sales,
    allocations,
    prove: async (sale: Sale, photo: File) => { await sendEvidence(sale.id, photo); again(strings.accounts.booked) },
    annul: async (sale: Sale) => { await api.del('/sales/{sale}', { path: { sale: sale.id } }); again(strings.accounts.voided) },
    giveBack: async (one: Allocation) => { await api.del('/allocations/{allocation}', { path: { allocation: one.id } }); again(strings.accounts.givenBack) },
    async correct(sale: Sale, amount: string, reason: string) {
      const body = { fen: amountOf(amount), reason: reason.trim() }
      if (body.reason.length < 2) throw problem('reason', strings.accounts.reasonMissing)
      await api.post('/sales/{sale}/corrections', { path: { sale: sale.id }, body: { client_id: act({ sale: sale.id, ...body }), ...body } })
      act(uuid())
      again(strings.accounts.correctDone)
    },
  }
}
