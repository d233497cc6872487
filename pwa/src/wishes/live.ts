/* The phone wall follows its fair: a rose that somebody takes fades where it hangs, one that is given back blooms again.
   Nothing changes its place while people look, so nobody's thumb lands on another wish. */
import { computed, onBeforeUnmount, shallowRef, watch, type Ref } from 'vue'
import type { FairBoard, Page, WishItem } from '../app/api/shapes'

export const AGAIN = 30_000 // the list is not read again more often than this
export const SPREAD = 30_000 // and not by all phones at once
const LEAST = 24 // wishes in one answer
const MOST = 100
const PAGES = 5 // of the list read again

type Known = ReadonlyMap<string, WishItem>
type Figures = Pick<FairBoard, 'collected' | 'claimed' | 'open' | 'recent'>

/** The wishes as they are now: what was read later replaces them, what a board names as claimed is taken. At the end
    those that wait again and were not there. */
export function withNews(items: WishItem[], known: Known, gone: ReadonlySet<string>): WishItem[] {
  const hang = new Set(items.map(({ code }) => code))
  const back = [...known.values()].filter(({ code, state }) => state === 'open' && !hang.has(code))
  return [...items, ...back].map(item => {
    const now = known.get(item.code) ?? item
    return now.state === 'open' && gone.has(item.code) ? { ...now, state: 'claimed' } : now
  })
}

/** Whether the claims that a board names explain how its figures moved. Else more happened: given back, many at once. */
export function explains(before: Figures, { collected, claimed, open, recent }: Figures) {
  const known = new Set(before.recent.map(({ code, at }) => code + at))
  const fresh = recent.filter(({ code, at }) => !known.has(code + at)).length
  return collected === before.collected && open === before.open - fresh && claimed === before.claimed + fresh
}

/** What the list, read again up to the last wish shown, says about them: of a list of open ones, those it lacks are taken. */
export function newsOf(shown: WishItem[], read: WishItem[], whole: boolean, openOnly: boolean): Known {
  const last = (list: WishItem[]) => Math.max(0, ...list.map(({ serial }) => serial))
  const news = new Map(read.filter(({ serial }) => whole || serial <= last(shown)).map(item => [item.code, item]))
  const end = whole ? Infinity : last(read)
  for (const item of shown) {
    if (openOnly && !news.has(item.code) && item.serial <= end) news.set(item.code, { ...item, state: 'claimed' })
  }
  return news
}

/** `fetchPage` asks for a page of the list as it is filtered, `key` says which list it is. */
export function useLive(
  { items, board, key, openOnly, fetchPage }: {
    items: Ref<WishItem[]>, board: Ref<FairBoard | undefined>, key: Ref<string>, openOnly: () => boolean
    fetchPage: (cursor: string | undefined, limit: number) => Promise<Page<WishItem>>
  },
) {
  const known = shallowRef<Known>(new Map())
  const gone = shallowRef<ReadonlySet<string>>(new Set())
  const shown = computed(() => withNews(items.value, known.value, gone.value))
  let asked = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  const codesOf = (now: Figures | undefined) => new Set(now?.recent.map(({ code }) => code))

  watch(board, (now, before) => {
    if (!now) return
    const codes = codesOf(now)
    if ([...codes].some(code => !gone.value.has(code))) gone.value = new Set([...gone.value, ...codes])
    if (before?.fair === now.fair && !explains(before, now)) soon()
  })
  watch(key, () => { // another list
    forget()
    known.value = new Map()
    gone.value = codesOf(board.value)
  }, { flush: 'sync' })

  function forget() {
    clearTimeout(timer)
    timer = undefined
  }

  function soon() {
    timer ??= setTimeout(readAgain, Math.max(0, asked + AGAIN - performance.now()) + Math.random() * SPREAD)
  }

  async function readAgain() {
    timer = undefined
    asked = performance.now()
    const list = key.value
    const read = await readList(items.value.length).catch(() => undefined) // the next board that tells of more asks again
    if (!read || over || list !== key.value) return
    known.value = newsOf(items.value, read.items, read.whole, openOnly())
    gone.value = codesOf(board.value)
  }

  async function readList(wanted: number) {
    const read: WishItem[] = []
    let cursor: string | undefined
    for (let page = 0; page < PAGES; page++) {
      const got = await fetchPage(cursor, Math.min(MOST, Math.max(LEAST, wanted)))
      read.push(...got.items)
      if (!got.next) return { items: read, whole: true }
      if (read.length >= wanted) break
      cursor = got.next
    }
    return { items: read, whole: false }
  }

  onBeforeUnmount(() => {
    over = true
    forget()
  })
  return { shown }
}
