/* What is printed: choosing cards, cutting them into sheets, and replacing a lost one. The codes on cards are secrets:
   they are held in memory only, and gone when the page is left. */
import { computed, reactive, ref, shallowRef } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Page, PaperRow, Printing, RoseCard, RoseCards, WishItem } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export const PER_SHEET = [8, 12] as const
export const ROWS = 17 // of the claim list, on one sheet

/** In reading order, so many to a sheet; the last one may be short. */
export function sheetsOf<T>(all: readonly T[], per: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / per) }, (_, sheet) => all.slice(sheet * per, (sheet + 1) * per))
}

/** Two groups of three are read and typed without losing the place. */
export const codeText = (code: string) => code.replace(/(.{3})(?=.)/g, '$1 ')

/** The wall for phones, narrowed to what this poster is about. */
export function posterLink(wall: string, narrowed: Record<string, string>) {
  const said = new URLSearchParams(Object.entries(narrowed).filter(([, value]) => value)).toString()
  return said ? `${wall}&${said}` : wall
}

/** As large as the words allow: short titles fill the line, long ones take two. */
export const titleSize = (title: string) => title.length <= 8 ? 'short' : title.length <= 16 ? 'middle' : 'long'

export interface Choice { which: 'unprinted' | 'range' | 'lost', from: string, to: string, wish: string, per: string }

const problem = (field: string, message: string) => new ApiError(422, 'validation_failed', '', message, [{ field, message }])

/** The serials as they were typed; empty is open at that end. Throws what the fields show. */
export function rangeOf({ from, to }: Pick<Choice, 'from' | 'to'>) {
  const number = (text: string, field: string) => {
    if (!text.trim()) return undefined
    if (!/^\d{1,6}$/.test(text.trim())) throw problem(field, strings.cards.numberMissing)
    return Number(text)
  }
  const [first, last] = [number(from, 'from_serial'), number(to, 'to_serial')]
  if (first === undefined && last === undefined) throw problem('from_serial', strings.cards.numberMissing)
  if (first !== undefined && last !== undefined && first > last) throw problem('from_serial', strings.cards.backwards)
  return { from_serial: first, to_serial: last }
}

export function useCards(fair: string, about: () => Printing | undefined, changed: () => void) {
  const choice = reactive<Choice>({ which: 'unprinted', from: '', to: '', wish: '', per: String(PER_SHEET[0]) })
  const made = shallowRef<RoseCards>()
  const lost = shallowRef<Pick<WishItem, 'code' | 'serial' | 'item'>>()
  const sheets = computed(() => sheetsOf(made.value?.cards ?? [], Number(choice.per)))
  let act = uuid() // one act until it is answered: sending it again changes nothing

  function done(cards: RoseCards) {
    made.value = cards
    act = uuid()
    changed()
  }
  const making = useSubmit(async () => {
    made.value = undefined
    if (choice.which === 'lost') return void (lost.value = await findWish(fair, choice.wish))
    const range = choice.which === 'range' ? rangeOf(choice) : {}
    done(await api.post('/fairs/{fair}/cards', { path: { fair }, body: { client_id: act, ...range } }))
  })
  const replacing = useSubmit(async () => {
    const wish = lost.value
    if (!wish) return
    const card: RoseCard = await api.post('/wishes/{wish}/card/replace', { path: { wish: wish.code }, body: { client_id: act } })
    lost.value = undefined
    const { title = '', date = '', host = '', venue = '' } = about() ?? {}
    done({ title, date, host, venue, cards: [card], left: 0, skipped: [] })
  })
  return { choice, made, lost, sheets, making, replacing }
}

/** The wish on the wall with this serial or printed code. */
async function findWish(fair: string, typed: string) {
  const q = typed.trim()
  const page: Page<WishItem> = q ? await api.get('/wishes', { query: { fair, q, limit: 100 } }) : { items: [], next: null }
  const found = page.items.find(({ code, serial }) => code === q.toUpperCase() || String(serial) === q)
  if (!found) throw problem('wish', strings.cards.notFound)
  return found
}

const PAGES = 50 // of a hundred rows: no fair is larger

export function useClaimList(fair: string) {
  const rows = shallowRef<PaperRow[]>()
  const error = shallowRef<unknown>()
  const loading = ref(false)
  async function load() {
    if (loading.value) return
    loading.value = true
    error.value = undefined
    try {
      const found: PaperRow[] = []
      let cursor: string | null | undefined
      for (let page = 0; page < PAGES && cursor !== null; page++) {
        const answer: Page<PaperRow> = await api.get('/fairs/{fair}/claim-list', { path: { fair }, query: { limit: 100, cursor } })
        found.push(...answer.items)
        cursor = answer.next
      }
      rows.value = found
    } catch (failure) {
      error.value = failure
    } finally {
      loading.value = false
    }
  }
  return { rows, error, loading, load, sheets: computed(() => sheetsOf(rows.value ?? [], ROWS)) }
}
