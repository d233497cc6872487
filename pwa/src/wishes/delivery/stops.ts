/* My stops of today: read, marked with or without a network, and drawn as they will be once the marks have arrived. */
import { computed, shallowRef } from 'vue'
import { api } from '../../app/api/client'
import type { Marked, MyTeam, Stop } from '../../app/api/shapes'
import { cityDay, serverNow } from '../../app/clock'
import { send } from '../../app/outbox'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { letters } from '../../app/waiting'
import { strings } from './strings'

export type Outcome = 'delivered' | 'absent' | 'rescheduled'
export interface Receipt { kind: 'signature' | 'code', value: string }
export interface TeamDay { team: MyTeam, stops: Stop[] }
const MOST = 100

export const canMark = (stop: Stop) => ['claimed', 'ready', 'funded'].includes(stop.state)
export const isLeft = (stop: Stop) => canMark(stop) && stop.stop !== 'rescheduled'

/** A stop as it will be once a mark has arrived. */
export function marked(stop: Stop, outcome: Outcome | undefined): Stop {
  if (!outcome || !canMark(stop)) return stop
  return { ...stop, stop: outcome, state: outcome === 'delivered' ? 'delivered' : stop.state }
}

async function readDay(day: string): Promise<TeamDay[]> {
  const { items } = await api.get('/me/teams')
  return Promise.all(items.map(async team => ({
    team, stops: (await api.get('/teams/{team}/run-sheet', { path: { team: team.id }, query: { day, limit: MOST } })).items,
  })))
}

export function useStops() {
  const day = cityDay(serverNow())
  const state = useCached<TeamDay[]>(`stops.${day}`, () => readDay(day))
  const here = shallowRef<Record<string, Outcome>>({}) // marked on this page, until the list has come again

  const waiting = computed(() => Object.fromEntries(letters.value
    .filter(({ path, refused }) => path.startsWith('/deliveries/') && !refused)
    .map(({ body }) => [body.wish as string, body.outcome as Outcome])))
  const isWaiting = ({ code }: Stop) => code in waiting.value
  const days = computed(() => state.data.value?.map(({ team, stops }) => ({
    team, stops: stops.map(stop => marked(stop, waiting.value[stop.code] ?? here.value[stop.code])),
  })))
  const left = computed(() => (days.value ?? []).flatMap(({ stops }) => stops).filter(isLeft).length)

  async function mark(stop: Stop, outcome: Outcome, more: { day?: string, receipt?: Receipt } = {}) {
    const id = uuid()
    const sent = await send<Marked>({
      id,
      path: `/deliveries/${id}`,
      body: { wish: stop.code, outcome, at: new Date().toISOString(), ...more },
      label: strings.mine.label(stop.item, strings.outcomes[outcome]!),
      stamp: true,
    })
    here.value = { ...here.value, [stop.code]: outcome }
    if (sent.state === 'kept') return toast(strings.mine.saidKept)
    toast(sent.answer?.state === 'duplicate' ? strings.mine.already : strings.mine.said[outcome]!)
    await state.reload()
  }
  return { day, state, days, left, isWaiting, mark }
}
