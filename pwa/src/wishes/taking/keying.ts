/* Keying a paper list in: rows stay on the phone until the server has answered each of them; then only the mask of a name stays. */
import { computed, onScopeDispose, ref, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { PaperAnswer, WishItem } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { forgiveEdits } from '../../app/form'
import { online } from '../../app/online'
import { uuid } from '../../app/uuid'
import { claimProblems, digits } from '../claiming'
import { findTyped } from './fair-wishes'
import { strings } from './strings'

export type KeyedState = 'waiting' | PaperAnswer['state']
export interface KeyedRow { client_id: string, wish: string, item: string, name: string, phone: string, time: string, claimed_at: string, state: KeyedState, message: string }
type Entry = Pick<KeyedRow, 'wish' | 'name' | 'phone' | 'time'>

const words = strings.paper
const MOST = 100 // rows in one request
const AGAIN = 15_000

/** 905, 9:05, 09：05 → 09:05. */
export function readTime(typed: string) {
  const [, hour, minute] = /^(\d{1,2})[:：.点]?(\d{2})分?$/.exec(typed.trim()) ?? []
  return hour && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : undefined
}

/** What is wrong with the line, field by field. */
export function entryProblems({ wish, name, phone, time }: Entry, consent: boolean, found: WishItem | undefined, known: boolean) {
  return [
    { field: 'day_consent', message: consent ? '' : words.consentMissing },
    { field: 'wish', message: !wish.trim() ? words.wishMissing : known && !found ? words.noWish : '' },
    ...claimProblems({ name, phone, consent: true }),
    { field: 'time', message: readTime(time) ? '' : words.timeWrong },
  ].filter(({ message }) => message)
}

const maskName = (name: string) => name.slice(0, 1) + '*'.repeat(Math.max(1, name.length - 1))
const maskPhone = (phone: string) => `${phone.slice(0, 3)}****${phone.slice(-4)}`

/** The row with the server's answer; what was refused keeps its words, to be put right. */
export function answeredRow(row: KeyedRow, { state, message, item }: PaperAnswer): KeyedRow {
  const hidden = state === 'refused' ? {} : { name: maskName(row.name), phone: maskPhone(row.phone) }
  return { ...row, ...hidden, state, message, item: item ?? row.item }
}

export function useKeying(fair: string, today: string, wishes: () => readonly WishItem[]) {
  const empty: Entry = { wish: '', name: '', phone: '', time: '' }
  const { values } = useDraft(`paper.${fair}`, { day: today, consent: false, entry: { ...empty }, rows: [] as KeyedRow[] })
  const errors = ref<Record<string, string>>({})
  forgiveEdits(errors)
  const failure = ref<ApiError>()
  const found = computed(() => findTyped(values.entry.wish, wishes()))
  const waiting = computed(() => values.rows.filter(({ state }) => state === 'waiting').length)

  /** Takes the line; true when it was complete. The next line starts with the same time. */
  function add() {
    const entry = values.entry
    errors.value = Object.fromEntries(entryProblems(entry, values.consent, found.value, wishes().length > 0).map(({ field, message }) => [field, message]))
    if (Object.keys(errors.value).length) return false
    const time = readTime(entry.time)!
    values.rows.unshift({
      client_id: uuid(), wish: found.value?.code ?? entry.wish.trim(), item: found.value?.item ?? '', name: entry.name.trim(), phone: digits(entry.phone),
      time, claimed_at: `${values.day}T${time}:00+08:00`, state: 'waiting', message: '',
    })
    values.entry = { ...empty, time }
    push()
    return true
  }

  /** A refused line is put right and becomes a new one. */
  function edit(row: KeyedRow) {
    const { wish, name, phone, time } = row
    values.entry = { wish, name, phone, time }
    drop(row)
  }
  const drop = ({ client_id }: KeyedRow) => { values.rows = values.rows.filter(row => row.client_id !== client_id) }
  const clear = () => { values.rows = values.rows.filter(({ state }) => state === 'waiting' || state === 'refused') }

  let running = false
  /** Sends what waits, oldest first. Safe to call often: a line that is added while another is sent goes out after it. */
  async function push() {
    if (running) return
    running = true
    try {
      for (let rows = due(); rows.length && await post(rows);) rows = due() // looked at without a pause: no line slips through
      failure.value = undefined
    } catch (refusal) {
      if (!(refusal instanceof ApiError)) throw refusal
      failure.value = refusal.offline ? undefined : refusal // they wait
    } finally {
      running = false
    }
  }

  /** True when the server has answered some of them, so that there may be more to send. */
  async function post(rows: KeyedRow[]) {
    const body = rows.map(({ client_id, wish, name, phone, claimed_at }) => ({ client_id, wish, name, phone, claimed_at, consent: true as const }))
    const { items } = await api.post('/fairs/{fair}/paper-claims', { path: { fair }, body })
    const answers = new Map(items.map(answer => [answer.client_id, answer]))
    values.rows = values.rows.map(row => answers.has(row.client_id) ? answeredRow(row, answers.get(row.client_id)!) : row)
    return rows.some(row => answers.has(row.client_id))
  }
  const due = () => values.rows.filter(({ state }) => state === 'waiting').slice(-MOST).reverse()

  push()
  watch(online, on => { if (on) push() })
  const timer = setInterval(push, AGAIN)
  onScopeDispose(() => clearInterval(timer))
  return { values, errors, failure, found, waiting, add, edit, drop, clear, push }
}
