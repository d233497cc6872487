/* The plan as a form: days and clock times as people write them, numbers as they type them. */
import { computed, reactive, ref, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { SignUpPlan } from '../../app/api/shapes'
import { cityDay, serverNow } from '../../app/clock'
import { useSubmit } from '../../app/form'
import { tab } from '../../app/memory'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export interface ShiftForm { id: string, day: string, from: string, to: string, capacity: string, placed: number, waiting: number }
export interface PostForm { id: string, name: string, note: string, shifts: ShiftForm[] }
export interface PlanForm { version: number, capacity: string, posts: PostForm[] }
interface Problem { field: string, message: string }

const words = strings.plan
const CITY = 8 * 3600_000
const DAY = 24 * 3600_000

/** 2023-06-28 and 08:30, as the city's clocks have it. */
export const dayAndClock = (moment: string) => {
  const text = new Date(Date.parse(moment) + CITY).toISOString()
  return { day: text.slice(0, 10), clock: text.slice(11, 16) }
}
const moment = (day: string, clock: string, days = 0) =>
  new Date(Date.parse(`${day}T${clock}:00+08:00`) + days * DAY).toISOString()

/** A shift that ends at an earlier hour than it begins ends on the next day. */
export const overnight = ({ from, to }: Pick<ShiftForm, 'from' | 'to'>) => !!from && !!to && to < from

export function formOf(plan: SignUpPlan): PlanForm {
  const posts = plan.posts.map(({ id, name, note, shifts }) => ({
    id, name, note,
    shifts: shifts.map(({ id, starts_at, ends_at, capacity, placed, waiting }): ShiftForm => {
      const [start, end] = [dayAndClock(starts_at), dayAndClock(ends_at)]
      return { id, day: start.day, from: start.clock, to: end.clock, capacity: String(capacity), placed, waiting }
    }),
  }))
  return { version: plan.version, capacity: plan.capacity === null ? '' : String(plan.capacity), posts }
}

export function bodyOf({ version, capacity, posts }: PlanForm) {
  return {
    version,
    capacity: capacity.trim() ? Number(capacity) : null,
    posts: posts.map(({ id, name, note, shifts }) => ({
      id, name: name.trim(), note: note.trim(),
      shifts: shifts.map(shift => ({
        id: shift.id, starts_at: moment(shift.day, shift.from), ends_at: moment(shift.day, shift.to, overnight(shift) ? 1 : 0), capacity: Number(shift.capacity),
      })),
    })),
  }
}

/** Said beside the fields, before anything is sent; named as the server would. */
export function planProblems({ capacity, posts }: PlanForm): Problem[] {
  const whole = (text: string) => /^[1-9]\d*$/.test(text.trim()) ? '' : words.notNumber
  const found = [{ field: 'capacity', message: capacity.trim() ? whole(capacity) : '' }]
  posts.forEach((post, at) => {
    found.push({ field: `posts.${at}.name`, message: post.name.trim() ? '' : words.missing })
    post.shifts.forEach((shift, number) => {
      const named = (name: string) => `posts.${at}.shifts.${number}.${name}`
      const end = !shift.to ? words.missing : shift.to === shift.from ? words.notLater : ''
      found.push({ field: named('day'), message: shift.day ? '' : words.missing }, { field: named('from'), message: shift.from ? '' : words.missing },
        { field: named('ends_at'), message: end }, { field: named('capacity'), message: whole(shift.capacity) })
    })
  })
  return found.filter(({ message }) => message)
}

/** Fewer places than people: nobody loses theirs, and it is said so. */
export const lowered = ({ capacity, posts }: PlanForm, plan: SignUpPlan) =>
  (!posts.length && !!capacity.trim() && Number(capacity) < plan.registrations) || posts.some(({ shifts }) => shifts.some(one => Number(one.capacity) < one.placed))

export const newShift = (day: string, like?: ShiftForm): ShiftForm =>
  ({ id: uuid(), day: like?.day ?? day, from: like?.to ?? '09:00', to: like ? '' : '12:00', capacity: like?.capacity ?? '2', placed: 0, waiting: 0 })

export function usePlan(event: () => string) {
  const state = useCached<SignUpPlan>(() => `posts.${event()}`, () => api.get('/events/{event}/posts', { path: { event: event() } }))
  const form = reactive<PlanForm>({ version: 0, capacity: '', posts: [] })
  const saved = ref('')
  const touched = computed(() => saved.value !== JSON.stringify(form))
  const day = ref(cityDay(serverNow()))

  const draft = `draft.posts.${event()}`

  function fill(plan: SignUpPlan) {
    Object.assign(form, formOf(plan))
    saved.value = JSON.stringify(form)
  }
  /** What was typed survives a reload, as long as nobody saved another plan meanwhile. */
  function restore(plan: SignUpPlan) {
    const typed = tab.read<PlanForm>(draft)
    fill(plan)
    if (typed?.version === plan.version) Object.assign(form, typed)
  }
  watch(form, () => tab.write(draft, touched.value ? form : undefined), { deep: true })
  /** What was typed stays when the last known plan is followed by the fresh one. */
  watch(state.data, plan => { if (plan && (!saved.value || !touched.value)) restore(plan) }, { immediate: true })
  api.get('/events/{event}', { path: { event: event() } }).then(found => { day.value = found.date }, () => {})

  const { busy, errors, failure, submit } = useSubmit(async () => {
    const problems = planProblems(form)
    if (problems.length) throw new ApiError(422, 'validation_failed', '', problems[0]!.message, problems)
    fill(await api.put('/events/{event}/posts', { path: { event: event() }, body: bodyOf(form) }))
    await state.reload()
    toast(words.saved)
  })
  async function reload() {
    failure.value = undefined
    tab.write(draft, undefined)
    saved.value = ''
    await state.reload()
  }

  const addPost = () => form.posts.push({ id: uuid(), name: '', note: '', shifts: [newShift(day.value)] })
  const addShift = (post: PostForm) => post.shifts.push(newShift(day.value, post.shifts[post.shifts.length - 1]))
  function drop<T>(list: T[], one: T) {
    const at = list.indexOf(one)
    list.splice(at, 1)
    toast(words.gone, { label: words.undo, run: () => list.splice(at, 0, one) })
  }
  return { state, form, touched, busy, errors, failure, submit, reload, addPost, addShift, drop }
}
