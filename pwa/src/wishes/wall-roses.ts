/* The roses of a fair: one per wish, at most MOST. Fetched once, then moved along by the board; fetched again only
   when the two disagree (a wish given back). */
import { onBeforeUnmount, shallowRef, watch, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { FairBoard, Page, WishItem } from '../app/api/shapes'
import { isTaken } from './states'

export interface WallRose { code: string, taken: boolean }

export const MOST = 1000
const AGAIN = 15_000 // not more often than this
const FRESH = 6000 // how long roses that were just taken are marked
const MARKED = 8
const NONE: ReadonlySet<string> = new Set()

/** The roses after a board: those just claimed are taken. The same array when nothing changed. */
export function afterBoard(roses: WallRose[], board: Pick<FairBoard, 'recent'>) {
  const gone = new Set(board.recent.map(({ code }) => code))
  const changed = roses.some(({ code, taken }) => !taken && gone.has(code))
  return changed ? roses.map(rose => !rose.taken && gone.has(rose.code) ? { ...rose, taken: true } : rose) : roses
}

export const openOf = (roses: WallRose[]) => roses.reduce((sum, { taken }) => sum + (taken ? 0 : 1), 0)

const TALL = 1.2 // a rose's height to its width

/** The fewest columns with which `count` roses fit into the room. */
export function columnsFor(count: number, width: number, height: number) {
  for (let columns = 1; columns < count; columns++) {
    if (Math.ceil(count / columns) * (width / columns) * TALL <= height) return columns
  }
  return Math.max(1, count)
}

export async function fetchRoses(fair: string): Promise<WallRose[]> {
  const roses: WallRose[] = []
  let cursor: string | undefined
  do {
    const page: Page<WishItem> = await api.get('/wishes', { query: { fair, cursor, limit: 100 } })
    for (const { code, state } of page.items) if (state !== 'withdrawn') roses.push({ code, taken: isTaken(state) })
    cursor = page.next ?? undefined
  } while (cursor && roses.length < MOST)
  return roses.slice(0, MOST)
}

/** Whether the wall shows what the board counts. Beyond MOST it cannot, and what it shows is let be. */
export function agrees(roses: WallRose[], { open, collected }: Pick<FairBoard, 'open' | 'collected'>) {
  return collected > MOST ? roses.length > 0 : roses.length === collected && openOf(roses) === open
}

/** Those taken between two looks, the last few only: after a long silence the whole wall would move at once. */
export function takenBetween(before: WallRose[], after: WallRose[]) {
  const open = new Set(before.filter(({ taken }) => !taken).map(({ code }) => code))
  return after.filter(({ code, taken }) => taken && open.has(code)).map(({ code }) => code).slice(-MARKED)
}

/** Two timers, one list: nothing here grows, however long the wall hangs. */
export function useRoses(fair: string, board: Ref<FairBoard | undefined>) {
  const roses = shallowRef<WallRose[]>([])
  const fresh = shallowRef<ReadonlySet<string>>(NONE) // the roses taken just now
  let asked = -AGAIN
  let marked: ReturnType<typeof setTimeout> | undefined
  let again: ReturnType<typeof setTimeout> | undefined
  let gone = false

  async function fetchAgain() {
    asked = performance.now()
    const found = await fetchRoses(fair).catch(() => undefined)
    if (gone) return
    if (found) show(board.value ? afterBoard(found, board.value) : found)
    compare()
  }

  /** The board knows more than its latest claims tell: a wish given back, many taken at once, new ones. Then all are read again. */
  function compare() {
    clearTimeout(again)
    if (!board.value || agrees(roses.value, board.value)) return
    again = setTimeout(fetchAgain, Math.max(0, asked + AGAIN - performance.now()))
  }

  function show(now: WallRose[]) {
    const taken = takenBetween(roses.value, now)
    roses.value = now
    if (taken.length) mark(taken)
  }

  function mark(codes: string[]) {
    clearTimeout(marked)
    fresh.value = new Set(codes)
    marked = setTimeout(() => { fresh.value = NONE }, FRESH)
  }

  watch(board, now => {
    if (!now) return
    show(afterBoard(roses.value, now))
    compare()
  })
  onBeforeUnmount(() => {
    gone = true
    clearTimeout(marked)
    clearTimeout(again)
  })
  return { roses, fresh }
}
