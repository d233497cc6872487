/* The figures of a fair, asked for every few seconds, for hours. One timer, one request at a time, nothing that grows. */
import { onBeforeUnmount, onMounted, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { BASE } from '../app/api/wire'
import type { FairBoard } from '../app/api/shapes'

export const EVERY = 2000 // the big screen
export const EVERY_PHONE = 3000 // thousands of them
const LONGEST = 16_000
const PATIENCE = 8000
const TOLERATED = 2 // one lost answer is not yet worth a word on the wall

export interface Poll { state: 'fresh' | 'same' | 'lost' | 'missing', board?: FairBoard }

/** Asks with If-None-Match, so an unchanged board costs a 304 without a body. */
export function boardReader(fair: string, fetcher: typeof fetch = (...args) => fetch(...args)) {
  let tag = ''
  return async (): Promise<Poll> => {
    const patience = new AbortController()
    const timer = setTimeout(() => patience.abort(), PATIENCE)
    try {
      const answer = await fetcher(`${BASE}/fairs/${encodeURIComponent(fair)}/board`, {
        headers: { Accept: 'application/json', ...(tag ? { 'If-None-Match': tag } : {}) }, credentials: 'same-origin', signal: patience.signal,
      })
      if (answer.status === 304) return { state: 'same' }
      if (answer.status === 404) return { state: 'missing' }
      if (!answer.ok) return { state: 'lost' }
      const board = await answer.json() as FairBoard
      tag = answer.headers.get('ETag') ?? ''
      return { state: 'fresh', board }
    } catch {
      return { state: 'lost' }
    } finally {
      clearTimeout(timer)
    }
  }
}

/** Longer pauses while nothing is reached, so that a server coming back is not run over. */
export const pauseAfter = (failures: number, every = EVERY) => Math.min(LONGEST, every * 2 ** Math.min(failures, 4))

/** The board of a fair, which may change or not be known yet. Nothing is asked while nobody looks. */
export function useBoard(fair: MaybeRefOrGetter<string | undefined>, every = EVERY) {
  const board = shallowRef<FairBoard>()
  const lost = ref(false)
  const missing = ref(false)
  const heardAt = ref(0)
  let read: ReturnType<typeof boardReader> | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let asking = false
  let stopped = false

  async function ask() {
    clearTimeout(timer)
    const reader = read
    if (asking || !reader || document.hidden) return
    asking = true
    const { state, board: fresh } = await reader()
    asking = false
    if (stopped) return
    if (reader !== read) return ask() // it is another fair by now
    if (fresh) board.value = fresh
    missing.value = state === 'missing'
    failures = state === 'lost' || state === 'missing' ? failures + 1 : 0
    lost.value = failures >= TOLERATED && !missing.value
    if (!failures) heardAt.value = Date.now()
    if (!document.hidden) timer = setTimeout(ask, pauseAfter(failures, every))
  }

  function follow(id: string | undefined) {
    board.value = undefined
    missing.value = lost.value = false
    failures = heardAt.value = 0
    read = id ? boardReader(id) : undefined
    ask()
  }

  onMounted(() => {
    watch(() => toValue(fair), follow, { immediate: true })
    addEventListener('online', ask)
    document.addEventListener('visibilitychange', ask)
  })
  onBeforeUnmount(() => {
    stopped = true
    clearTimeout(timer)
    removeEventListener('online', ask)
    document.removeEventListener('visibilitychange', ask)
  })
  return { board, lost, missing, heardAt }
}
