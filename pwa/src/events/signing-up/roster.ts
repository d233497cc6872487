/* Who signed up: a page at a time, all of them to search or to print; moving and removing people. */
import { computed, nextTick, ref, shallowRef, watch } from 'vue'
import { api } from '../../app/api/client'
import type { Page, RosterRow, SignUpPlan } from '../../app/api/shapes'
import { usePages } from '../../app/lists'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { seatText } from '../registering'
import { strings } from './strings'

const words = strings.roster
const PAGES = 200 // of a hundred rows

export interface Group { key: string, shift: string | null, title: string, rows: RosterRow[] }

export const rowKey = ({ person, shift }: RosterRow) => `${person}/${shift ?? ''}`

/** A name, or the end of a phone number. */
export const matches = ({ name, phone }: RosterRow, typed: string) =>
  typed.trim().split(/\s+/).every(word => name.includes(word) || (/^\d+$/.test(word) && phone.endsWith(word)))

/** The list comes shift by shift: neighbours of one shift are a group. */
export function groupsOf(rows: RosterRow[], posts: boolean): Group[] {
  const groups: Group[] = []
  for (const row of rows) {
    if (groups[groups.length - 1]?.shift !== row.shift || !groups.length) {
      groups.push({ key: row.shift ?? '', shift: row.shift, title: seatText(row) || (posts ? words.withoutShift : words.whole), rows: [] })
    }
    groups[groups.length - 1]!.rows.push(row)
  }
  return groups
}

/** The shifts one may be moved to: another one, with a free place. */
export const freeShifts = (plan: SignUpPlan | undefined, row: RosterRow | undefined) =>
  (plan?.posts ?? []).flatMap(post => post.shifts.filter(shift => shift.free && shift.id !== row?.shift)
    .map(shift => ({ value: shift.id, label: strings.seat.option(seatText({ post: post.name, starts_at: shift.starts_at, ends_at: shift.ends_at }), shift.free) })))

export function useRoster(event: () => string) {
  const plan = useCached<SignUpPlan>(() => `posts.${event()}`, () => api.get('/events/{event}/posts', { path: { event: event() } }))
  const about = useCached(() => `event.${event()}`, () => api.get('/events/{event}', { path: { event: event() } }))
  const ask = (limit: number, cursor?: string | null): Promise<Page<RosterRow>> => api.get('/events/{event}/roster', { path: { event: event() }, query: { limit, cursor } })
  const list = usePages<RosterRow>(() => `roster.${event()}`, cursor => ask(50, cursor))

  const all = shallowRef<RosterRow[]>()
  const gathering = ref(false)
  async function gather() {
    gathering.value = true
    try {
      const found: RosterRow[] = []
      let cursor: string | null | undefined
      for (let page = 0; page < PAGES && cursor !== null; page++) {
        const answer = await ask(100, cursor)
        found.push(...answer.items)
        cursor = answer.next
      }
      all.value = found
    } catch {
      toast(words.failed)
    } finally {
      gathering.value = false
    }
  }

  const typed = ref('')
  watch(typed, () => { if (typed.value.trim() && !all.value && list.more.value && !gathering.value) gather() })
  const rows = computed(() => all.value ?? list.items.value)
  const found = computed(() => typed.value.trim() ? rows.value.filter(row => matches(row, typed.value)) : rows.value)
  const groups = computed(() => groupsOf(found.value, !!plan.data.value?.posts.length))

  /** Paper has no "more": every row is fetched first. */
  async function print() {
    if (!all.value) await gather()
    if (!all.value) return
    await nextTick()
    window.print()
  }
  async function reload() {
    const whole = !!all.value
    await Promise.all([plan.reload(), list.reload()])
    if (whole) await gather()
  }

  const at = (row: RosterRow) => ({ event: event(), person: row.person })
  const inShift = ({ shift }: RosterRow) => shift ? { shift } : {}
  async function move(row: RosterRow, to: string) {
    await api.put('/events/{event}/roster/{person}', { path: at(row), body: { ...inShift(row), to } })
    toast(strings.seat.moved)
    await reload()
  }
  async function remove(row: RosterRow) {
    await api.del('/events/{event}/roster/{person}', { path: at(row), query: inShift(row) })
    toast(strings.seat.removed(row.name), { label: strings.seat.undo, run: () => { restore(row).catch(failure => toast((failure as Error).message)) } })
    await reload()
  }
  async function restore(row: RosterRow) {
    await api.post('/events/{event}/roster/{person}/restore', { path: at(row), body: inShift(row) })
    toast(strings.seat.restored)
    await reload()
  }
  return { plan, about, list, typed, rows, found, groups, whole: computed(() => !!all.value), gathering, print, move, remove }
}
export type RosterList = ReturnType<typeof useRoster>
