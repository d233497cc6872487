/* What I claimed, from both sources: my account, and this phone's receipts of claims made without one. */
import type { MyClaim } from '../app/api/shapes'
import type { Receipt } from '../app/receipts'

/** Receipts that the account's list does not show already. */
export function onlyHere(receipts: Receipt[], claims: Pick<MyClaim, 'code'>[]): Receipt[] {
  const known = new Set(claims.map(({ code }) => code))
  return receipts.filter(({ code }) => !known.has(code))
}
