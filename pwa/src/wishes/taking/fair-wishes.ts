/* Every wish of one fair, kept for keying without a network; and which of them somebody means who types a serial or a code. */
import { computed } from 'vue'
import { api } from '../../app/api/client'
import type { Page, WishItem } from '../../app/api/shapes'
import { useCached } from '../../app/store'

const PAGES = 60 // of a hundred wishes

async function everyWish(fair: string) {
  const wishes: WishItem[] = []
  let cursor: string | null | undefined
  for (let page = 0; fair && page < PAGES && cursor !== null; page++) {
    const answer: Page<WishItem> = await api.get('/wishes', { query: { fair, limit: 100, cursor } })
    wishes.push(...answer.items)
    cursor = answer.next
  }
  return wishes
}

export function useFairWishes(fair: () => string) {
  const state = useCached<WishItem[]>(() => `fair-wishes.${fair()}`, () => everyWish(fair()))
  return { ...state, wishes: computed(() => state.data.value ?? []) }
}

const halfWidth = (typed: string) => typed.replace(/[０-９]/g, digit => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))

/** By its code, else by its serial, however it is written: HXJC68, 12, № 012, 12号. */
export function findTyped(typed: string, wishes: readonly WishItem[]) {
  const plain = halfWidth(typed).toUpperCase().replace(/[\s-]/g, '')
  const serial = /^(?:№|NO\.?|#)?(\d{1,9})号?$/.exec(plain)?.[1]
  return wishes.find(({ code }) => code === plain) ?? (serial ? wishes.find(one => one.serial === Number(serial)) : undefined)
}

/** What was typed or pasted, one by one: separated by blanks, commas, semicolons or lines. A blank after № separates nothing. */
export const splitTyped = (text: string) => text.replace(/(№|no\.?|#)\s+/gi, '$1').split(/[\s,，、;；]+/).filter(Boolean)
