/* The roses of a fair: one per wish, at most MOST. Fetched once, then moved along by the board; fetched again only
   when the two disagree (a wish given back). */
import { computed, onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { FairBoard, Page, WishItem } from '../app/api/shapes'
import { isTaken } from './states'

export interface WallRose { code: string, taken: boolean }

export const MOST = 1000
const AGAIN = 15_000 // not more often than this
const FRESH = 6000 // how long a rose that was just taken is marked

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

export function useRoses(fair: string, board: Ref<FairBoard | undefined>) {
  const roses = shallowRef<WallRose[]>([])
  const fresh = ref<string>() // the rose taken last
  let asked = -AGAIN
  let timer: ReturnType<typeof setTimeout> | undefined

  async function fetchAgain() {
    if (performance.now() - asked < AGAIN) return
    asked = performance.now()
    roses.value = await fetchRoses(fair).catch(() => roses.value)
  }

  watch(board, (now, before) => {
    if (!now) return
    const moved = afterBoard(roses.value, now)
    const [latest] = now.recent
    if (before && latest && latest.at > (before.recent[0]?.at ?? '')) mark(latest.code) // not when one was given back
    roses.value = moved
    if (openOf(moved) !== now.open) fetchAgain()
  })

  function mark(code: string) {
    clearTimeout(timer)
    fresh.value = code
    timer = setTimeout(() => { fresh.value = undefined }, FRESH)
  }
  onBeforeUnmount(() => clearTimeout(timer))
  return { roses, fresh, shown: computed(() => roses.value.length) }
}
