/* Giving a wish back without blame: ten seconds to think again, then the server is told.
   The row lies in the outbox from the first moment, so a closed page gives back all the same. */
import { shallowRef } from 'vue'
import { ApiError } from '../app/api/client'
import { db, type Letter } from '../app/db'
import { dropLetter, send } from '../app/outbox'
import { dropReceipt } from '../app/receipts'
import { me } from '../app/session'
import { toast } from '../app/toast'
import { uuid } from '../app/uuid'
import { strings } from './strings'

export interface GivenBack { code: string, item: string, client_id?: string }

export const GRACE = 10_000
const HOLD = 30_000 // the outbox leaves it to this page a little longer than that

/** Codes of the wishes on their way back. */
export const leaving = shallowRef<ReadonlySet<string>>(new Set())
const undoers = new Map<string, () => void>()

function mark(code: string, on: boolean) {
  const codes = new Set(leaving.value)
  on ? codes.add(code) : codes.delete(code)
  leaving.value = codes
}

export function giveBack({ code, item, client_id }: GivenBack) {
  if (leaving.value.has(code)) return
  const letter: Letter = {
    id: uuid(), method: 'DELETE', path: `/wishes/${code}/claim`, body: client_id ? { client_id } : {}, label: strings.mine.label(item),
    at: Date.now(), owner: me.value?.id ?? null, heldUntil: Date.now() + GRACE + HOLD,
  }
  mark(code, true)
  const safe = db().then(base => base.put('outbox', letter)).catch(() => {})
  const timer = setTimeout(() => tell(code, letter), GRACE)
  const undo = () => {
    clearTimeout(timer)
    undoers.delete(code)
    mark(code, false)
    safe.then(() => dropLetter(letter.id)).catch(() => {})
    toast(strings.mine.undone)
  }
  undoers.set(code, undo)
  toast(strings.mine.leaving, { label: strings.mine.undo, run: () => undoGivingBack(code) })
}

export function undoGivingBack(code: string) { undoers.get(code)?.() }

async function tell(code: string, { id, method, path, body, label }: Letter) {
  undoers.delete(code)
  try {
    const { state } = await send({ id, method, path, body, label })
    toast(state === 'sent' ? strings.mine.gone : strings.mine.keptBack)
    if (state === 'sent') await dropReceipt(code)
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    toast(failure.message)
    if (['wish_not_claimed', 'claim_not_yours'].includes(failure.code)) await dropReceipt(code) // it is not ours any more
  } finally {
    mark(code, false)
  }
}
