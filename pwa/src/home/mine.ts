/* What concerns me now: at most three things. */
import { computed, onMounted } from 'vue'
import { api } from '../app/api/client'
import type { EventItem, InboxItem, InboxPage, MyClaim, Page } from '../app/api/shapes'
import { cityDay, serverNow } from '../app/clock'
import { loadReceipts, receipts, type Receipt } from '../app/receipts'
import { me, signedIn } from '../app/session'
import { useCached } from '../app/store'

export interface Promised { code: string, item: string, number?: string, promise_by?: string, waiting: boolean }
export interface Mine { event?: EventItem, claim?: MyClaim, notice?: InboxItem, unseen: number }

/** The next one that is not over. */
export function nextEvent(events: EventItem[], today: string) {
  return events.filter(({ date }) => date >= today).sort((a, b) => a.date.localeCompare(b.date))[0]
}

/** The latest promise that is still to be kept: of the account, or of this phone. */
export function latestPromise(claim: MyClaim | undefined, held: Receipt[]): Promised | undefined {
  const receipt = held[0]
  const newer = receipt && (!claim || receipt.at > Date.parse(claim.claimed_at) || receipt.code === claim.code)
  if (newer) return { ...receipt, waiting: !receipt.number }
  return claim && { ...claim, waiting: false }
}

async function fetchMine(): Promise<Mine> {
  const [events, claims, inbox] = await Promise.all([
    api.get('/me/registrations', { query: { limit: 50 } }) as Promise<Page<EventItem>>,
    api.get('/me/claims', { query: { limit: 10 } }) as Promise<Page<MyClaim>>,
    api.get('/inbox', { query: { limit: 10 } }) as Promise<InboxPage>,
  ])
  return {
    event: nextEvent(events.items, cityDay(serverNow())),
    claim: claims.items.find(({ state }) => state === 'claimed' || state === 'ready'),
    notice: inbox.items.find(({ seen_at }) => !seen_at),
    unseen: inbox.unseen,
  }
}

/** Nobody is asked for while nobody is signed in. */
export function useMine() {
  const state = useCached<Mine>(() => `home/mine/${me.value?.id ?? ''}`, () => signedIn.value ? fetchMine() : Promise.resolve({ unseen: 0 }))
  const promise = computed(() => latestPromise(state.data.value?.claim, receipts.value))
  onMounted(loadReceipts)
  return { ...state, promise }
}
