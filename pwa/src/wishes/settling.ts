/* What became of the claims that were kept for later. The outbox forgets an answer, so it is asked for again:
   the same client id and the same words get the same answer. */
import { shallowRef } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { Claimed } from '../app/api/shapes'
import { allLetters, dropLetter, type Letter } from '../app/outbox'
import { dropReceipt, keepReceipt, loadReceipts, type Receipt } from '../app/receipts'

/** What refused a claim after it was kept; by code of the wish. */
export const refusals = shallowRef<Record<string, ApiError>>({})
/** Client ids that a page is sending right now. */
export const sending = new Set<string>()

let running: Promise<void> | undefined
/** Safe to call often. */
export const settle = () => running ??= work().finally(() => { running = undefined })

async function work() {
  const all = await loadReceipts()
  const letters = await allLetters().catch(() => [] as Letter[])
  for (const receipt of all) {
    if (!receipt.waiting || sending.has(receipt.client_id)) continue
    const letter = letters.find(({ id }) => id === receipt.client_id)
    if (letter?.refused) await refuse(receipt, new ApiError(409, letter.refused.code, letter.refused.reason, letter.refused.reason))
    else if (!letter) await ask(receipt)
  }
}

async function ask(receipt: Receipt) {
  try {
    await answered(receipt, await api.put('/wishes/{wish}/claim', { path: { wish: receipt.code }, body: claimBody(receipt) }))
  } catch (failure) {
    if (failure instanceof ApiError && [404, 409, 422].includes(failure.status)) await refuse(receipt, failure)
  }
}

/** The person reads it on the wish's page; the row needs no second telling among the refused ones. */
async function refuse(receipt: Receipt, failure: ApiError) {
  refusals.value = { ...refusals.value, [receipt.code]: failure }
  await dropReceipt(receipt.code)
  await dropLetter(receipt.client_id).catch(() => {})
}

export function claimBody({ client_id, waiting }: Receipt) {
  return { client_id, ...waiting!, consent: true as const }
}

/** The number stays on this phone, name and phone do not. */
export async function answered({ waiting: _, ...receipt }: Receipt, { item, number, promise_by, next_steps }: Claimed) {
  const kept: Receipt = { ...receipt, item, number, promise_by, next_steps }
  await keepReceipt(kept)
  return kept
}
