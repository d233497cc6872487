/* The check-in points of one event: the list with its figures, and the form for one of them. */
import { reactive, ref, shallowRef, watch } from 'vue'
import { api } from '../../app/api/client'
import type { ManagedPoint, Page } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { cityTime, typedTime } from './rule'
import { strings } from './strings'

const words = strings.form
export const HAND_MADE = ['gate', 'desk', 'stall', 'meeting'] as const
export type HandMade = typeof HAND_MADE[number]

/** Where people come in first, what they visit inside after it. */
export const inOrder = (points: ManagedPoint[]) => [...points].sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
const ORDER: string[] = ['desk', 'gate', 'meeting', 'stall', 'route_stop', 'centre']

export const usePoints = (event: () => string) =>
  usePages<ManagedPoint>(() => `points/${event()}`, (cursor): Promise<Page<ManagedPoint>> => api.get('/events/{event}/check-in-points', { path: { event: event() }, query: { cursor } }))

const fresh = (point?: ManagedPoint) => ({
  kind: (point?.kind ?? 'gate') as string,
  name: point?.name ?? '',
  who: (point?.rule.who ?? 'anyone') as string,
  once: (point?.rule.once ?? 'day') as string,
  opens: typedTime(point?.rule.opens_at),
  closes: typedTime(point?.rule.closes_at),
  ways: [...point?.rule.ways ?? ['screen', 'personal', 'name']] as string[],
  check_out: point?.rule.check_out ?? false,
  closed: point?.closed ?? false,
})

/** Opening it takes what stands now; `saved` is told what stands after. */
export function usePointForm(event: () => string, saved: () => void) {
  const open = ref(false)
  const point = shallowRef<ManagedPoint>() // none: a new one
  const values = reactive(fresh())
  let id = uuid()

  function show(which?: ManagedPoint) {
    point.value = which
    Object.assign(values, fresh(which))
    id = uuid()
    form.errors.value = {}
    form.failure.value = undefined
    open.value = true
  }

  /** The request may have gone through unheard: what was changed since is another request. */
  watch(values, () => { id = uuid() })

  const rule = () => ({
    who: values.who as ManagedPoint['rule']['who'], once: values.once as ManagedPoint['rule']['once'], check_out: values.check_out,
    opens_at: cityTime(values.opens), closes_at: cityTime(values.closes), ways: values.ways as ManagedPoint['rule']['ways'],
  })

  const form = useSubmit(async () => {
    const name = values.name.trim()
    if (!name) return void (form.errors.value = { name: words.nameMissing })
    const which = point.value
    if (which) await api.patch('/check-in-points/{point}', { path: { point: which.code }, body: { name, rule: rule(), closed: values.closed } })
    else await api.post('/events/{event}/check-in-points', { path: { event: event() }, body: { client_id: id, kind: values.kind as HandMade, name, rule: rule() } })
    open.value = false
    toast(which ? words.saved : words.made)
    saved()
  })
  return { open, point, values, show, ...form }
}
