/* Writing a route and its stops: drafts that survive a reload, one act until it is answered. */
import { computed } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Page, Plaques, RouteItem, RouteStop, RouteVisits, WalkRoute } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { useRouter } from '../../app/routing'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { fetchRoute, KINDS } from './routes'
import { strings } from './work-strings'

export const fetchManaged = (cursor?: string): Promise<Page<RouteItem>> => api.get('/routes/managed', { query: { cursor } })
export const fetchPlaques = (route: string): Promise<Plaques> => api.get('/routes/{route}/plaques', { path: { route } })
export const fetchVisits = (route: string): Promise<RouteVisits> => api.get('/routes/{route}/visits', { path: { route } })

type Kind = typeof KINDS[number]
const problems = (found: { field: string, message: string }[]) => {
  if (found.length) throw new ApiError(422, 'validation_failed', '', found[0]!.message, found)
}
/** What was left empty, in the words of its field. */
export const missing = (values: Record<string, unknown>, words: Record<string, string>) =>
  Object.entries(words).filter(([field]) => !String(values[field]).trim()).map(([field, message]) => ({ field, message }))

/** What a route says about itself, new (`id` undefined) or changed. */
export function useRouteForm(id?: string) {
  const router = useRouter()
  const { values, clear } = useDraft(`route.${id ?? 'new'}`, { title: '', kind: KINDS[0] as string, district: '', summary: '', client_id: '', filled: false })
  const state = useCached<WalkRoute | null>(`work.route.${id ?? 'new'}`, async () => {
    const route = id ? await fetchRoute(id) : null
    if (route && !values.filled) Object.assign(values, { title: route.title, kind: route.kind, district: route.district, summary: route.summary, filled: true })
    return route
  })
  const body = () => ({ title: values.title.trim(), kind: values.kind as Kind, district: values.district.trim(), summary: values.summary.trim() })

  async function create() {
    values.client_id ||= uuid() // stays until an answer came
    const ask = () => api.post('/routes', { body: { ...body(), client_id: values.client_id } })
    return ask().catch(failure => {
      if (!(failure instanceof ApiError) || failure.code !== 'client_id_reused') throw failure
      values.client_id = uuid() // other words than before under the old id
      return ask()
    })
  }
  const form = useSubmit(async () => {
    problems(missing(values, strings.form.missing))
    const { id: made } = id ? await api.patch('/routes/{route}', { path: { route: id }, body: body() }) : await create()
    toast(id ? strings.form.saved : strings.form.made)
    await router.replace(`/work/routes/${made}`)
    clear()
  })
  return { values, state, form }
}

const blank = { stop: '', name: '', place: '', map_link: '', text: '', src: '', seconds: '', bytes: '', question: '', answer: '', filled: false }
export type StopValues = typeof blank

export const stopValues = ({ name, place, map_link, text, audio, question }: RouteStop): Omit<StopValues, 'stop' | 'filled'> => ({
  name, place, text, map_link: map_link ?? '', src: audio?.src ?? '', seconds: String(audio?.duration_s ?? ''), bytes: String(audio?.bytes ?? ''),
  question: question?.text ?? '', answer: question?.answer ?? '',
})

/** What is said beside the fields before anything is sent. */
export function stopProblems(values: StopValues) {
  const found = missing(values, strings.stop.missing)
  if (!values.question.trim() !== !values.answer.trim()) found.push({ field: values.question.trim() ? 'question.answer' : 'question.text', message: strings.stop.both })
  const number = (text: string) => /^[1-9]\d*$/.test(text.trim())
  const sound = [values.src, values.seconds, values.bytes].filter(text => text.trim()).length
  if (sound && (sound < 3 || !number(values.seconds) || !number(values.bytes))) found.push({ field: 'audio.src', message: strings.stop.soundWhole })
  return found
}

const sounds = { mp3: 'audio/mpeg', m4a: 'audio/mp4', ogg: 'audio/ogg' } as const

export function stopBody(values: StopValues, type?: NonNullable<RouteStop['audio']>['type']) {
  const text = (name: keyof Omit<StopValues, 'filled'>) => values[name].trim()
  const ending = text('src').split('.').pop() as keyof typeof sounds
  return {
    name: text('name'), place: text('place'), text: text('text'), map_link: text('map_link') || null,
    audio: text('src') ? { src: text('src'), type: type ?? sounds[ending] ?? sounds.mp3, duration_s: Number(text('seconds')), bytes: Number(text('bytes')) } : null,
    question: text('question') ? { text: text('question'), answer: text('answer') } : null,
  }
}

/** One stop; `stop` is `new` for one that is added at the end. Its id is made here, so that sending it twice adds one. */
export function useStopForm(id: string, stop: string) {
  const router = useRouter()
  const { values, clear } = useDraft<StopValues>(`route.${id}.${stop}`, blank)
  const state = useCached<WalkRoute>(`work.route.${id}`, async () => {
    const route = await fetchRoute(id)
    const known = route.stops.find(one => one.id === stop)
    if (known && !values.filled) Object.assign(values, stopValues(known), { filled: true })
    return route
  })
  const known = computed(() => state.data.value?.stops.find(one => one.id === stop))
  const done = async (words: string) => {
    toast(words)
    await router.replace(`/work/routes/${id}`)
    clear()
  }
  const form = useSubmit(async () => {
    problems(stopProblems(values))
    values.stop ||= stop === 'new' ? uuid() : stop
    const same = known.value?.audio?.src === values.src.trim() ? known.value.audio.type : undefined
    await api.put('/routes/{route}/stops/{stop}', { path: { route: id, stop: values.stop }, body: stopBody(values, same) })
    await done(strings.stop.saved)
  })
  const removing = useSubmit(async () => {
    await api.del('/routes/{route}/stops/{stop}', { path: { route: id, stop } })
    await done(strings.stop.removed)
  })
  return { values, state, known, form, removing }
}

/** The same stops with the one at `from` moved by `by`. */
export function moved<T>(all: readonly T[], from: number, by: number): T[] {
  const left = all.filter((_, at) => at !== from)
  return [...left.slice(0, from + by), all[from]!, ...left.slice(from + by)]
}

export function useManagedRoute(id: () => string) {
  const state = useCached<WalkRoute>(() => `work.route.${id()}`, () => fetchRoute(id()))
  const route = state.data
  let wanted: boolean | undefined
  let order: string[] = []

  const publishing = useSubmit(async () => {
    if (wanted === undefined) return
    route.value = await api.put('/routes/{route}/publication', { path: { route: id() }, body: { published: wanted } })
    toast(wanted ? strings.route.published : strings.route.tookDown)
  })
  const publish = (published: boolean) => {
    wanted = published
    return publishing.submit()
  }
  const ordering = useSubmit(async () => {
    try {
      route.value = await api.put('/routes/{route}/stop-order', { path: { route: id() }, body: { stops: order } })
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'stops_changed') await state.reload()
      throw failure
    }
  })
  const move = (from: number, by: number) => {
    order = moved(route.value!.stops.map(stop => stop.id), from, by)
    return ordering.submit()
  }
  return { state, publishing, publish, ordering, move }
}
