/* Claims made on this phone. They need no account, so the phone keeps what proves them: the claim's client id. */
import { computed, shallowRef } from 'vue'
import { db } from './db'
import { phone } from './memory'
import { me } from './session'

export interface Receipt {
  code: string // of the wish
  client_id: string // proves the claim; also the id of its row in the outbox
  item: string
  at: number
  owner: string | null // who was signed in: on a shared phone nobody else sees it
  waiting?: { name: string, phone: string, message: string, card_code?: string, organisation?: string } // not answered yet; forgotten with the answer
  number?: string
  promise_by?: string
  next_steps?: string[]
}

const KEY = 'receipts'
const MOST = 50

const kept = shallowRef<Receipt[]>([])
/** Latest first: those made without an account, and those of whoever is signed in. */
export const receipts = computed(() => kept.value.filter(({ owner }) => !owner || owner === me.value?.id))

/** Read them from the phone; without its database there are none. */
export async function loadReceipts() {
  kept.value = await change(all => all).catch(() => kept.value)
  return receipts.value
}

/** A wish has one receipt at most; a newer one replaces it. */
export async function keepReceipt(receipt: Receipt) {
  phone.write('claimed', true) // the home page asks, before it loads all this
  const add = (all: Receipt[]) => [receipt, ...all.filter(({ code }) => code !== receipt.code)].slice(0, MOST)
  kept.value = await change(add).catch(() => add(kept.value))
}

export async function dropReceipt(code: string) {
  const drop = (all: Receipt[]) => all.filter(receipt => receipt.code !== code)
  kept.value = await change(drop).catch(() => drop(kept.value))
}

/** One transaction, so that two tabs do not write over each other. */
async function change(act: (all: Receipt[]) => Receipt[]) {
  const work = (await db()).transaction('facts', 'readwrite')
  const all = act((await work.store.get(KEY) ?? []) as Receipt[])
  await work.store.put(JSON.parse(JSON.stringify(all)), KEY)
  await work.done
  return all
}
