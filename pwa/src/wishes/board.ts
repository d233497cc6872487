/* The figures of a fair, asked for every two seconds, for hours. One timer, one request at a time, nothing that grows. */
import { onBeforeUnmount, onMounted, ref, shallowRef } from 'vue'
import { BASE } from '../app/api/wire'
import type { FairBoard } from '../app/api/shapes'

export const EVERY = 2000
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
export const pauseAfter = (failures: number) => Math.min(LONGEST, EVERY * 2 ** Math.min(failures, 4))

export function useBoard(fair: string) {
  const board = shallowRef<FairBoard>()
  const lost = ref(false)
  const missing = ref(false)
  const heardAt = ref(0)
  const read = boardReader(fair)
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let asking = false

  async function ask() {
    clearTimeout(timer)
    if (asking || document.hidden) return
    asking = true
    const { state, board: fresh } = await read()
    asking = false
    if (fresh) board.value = fresh
    missing.value = state === 'missing'
    failures = state === 'lost' || state === 'missing' ? failures + 1 : 0
    lost.value = failures >= TOLERATED && !missing.value
    if (!failures) heardAt.value = Date.now()
    if (!document.hidden && !stopped) timer = setTimeout(ask, pauseAfter(failures))
  }

  let stopped = false
  onMounted(() => {
    ask()
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
