/* Addresses: opened by a tap, which the server logs; kept on this phone until the end of the day, for places without signal. */
import { onMounted, ref } from 'vue'
import { api } from '../../app/api/client'
import type { Address } from '../../app/api/shapes'
import { forgetPastDays, keepForToday, recallForToday } from '../../app/today'

const KEPT = 'addresses'

export function useAddresses(day: string) {
  const known = ref<Record<string, Address>>({})

  async function keep(items: Address[]) {
    known.value = { ...known.value, ...Object.fromEntries(items.map(item => [item.code, item])) }
    await keepForToday(KEPT, known.value).catch(() => {}) // private windows have no database
  }
  const open = async (wish: string) => keep([await api.post('/wishes/{wish}/address', { path: { wish } })])

  /** All of a team's stops of today; answers how many. */
  async function takeAlong(team: string) {
    const { items } = await api.post('/teams/{team}/run-sheet/addresses', { path: { team }, body: { day } })
    await keep(items)
    return items.length
  }

  onMounted(async () => {
    await forgetPastDays().catch(() => {})
    const kept = await recallForToday<Record<string, Address>>(KEPT).catch(() => undefined)
    known.value = { ...kept, ...known.value }
  })
  return { known, open, takeAlong }
}
