/* Writing minutes while others write them too. What is typed is kept over a reload, saved after a short rest, and merged by the server with
   what others saved; the answer is put under what was typed meanwhile. */
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Minutes } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { uuid } from '../../app/uuid'
import { movedCaret, rebase } from './rebase'
import { strings } from './strings'

export type Part = 'decision' | 'text'
export type Written = Record<string, Record<Part, string>>
interface Sending { client_id: string, base: number, sections: Written }
/** `was` is what revision `base` said, `now` what stands in the fields, `sending` a save whose answer has not come. */
interface Desk extends Record<string, unknown> { base: number, was: Written, now: Written, sending: Sending | null }

const REST_MS = 1200 // after the last key
const LOOK_MS = 4000 // for what others saved
const PARTS: Part[] = ['decision', 'text']

export const writtenOf = ({ sections }: Minutes): Written => Object.fromEntries(sections.map(({ item, decision, text }) => [item, { decision, text }]))
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)
const deskOf = (minutes: Minutes): Desk => ({ base: minutes.revision, was: writtenOf(minutes), now: writtenOf(minutes), sending: null })

export function useWriting(first: Minutes, signed: (minutes: Minutes) => void) {
  const meeting = first.meeting
  const { values: desk, settle } = useDraft<Desk>(`minutes.${meeting}`, deskOf(first))
  const shown = shallowRef(first) // the newest answer: sections, who saved, whether anything is left to choose
  const [busy, away] = [ref(false), ref(false)]
  const refusal = shallowRef<ApiError>()
  const news = ref('')
  const unsaved = computed(() => !same(desk.now, desk.was))
  let resting: ReturnType<typeof setTimeout> | undefined

  /** Put an answer under what is being typed. Where both changed the same words, `base` stays, and the next save lets the server merge. */
  async function adopt(answer: Minutes, sent: Written) {
    shown.value = answer
    const answered = writtenOf(answer)
    const now = copy(answered)
    for (const [item, parts] of Object.entries(answered)) {
      for (const part of PARTS) {
        const moved = rebase(sent[item]?.[part] ?? '', desk.now[item]?.[part] ?? '', parts[part])
        if (moved === undefined) return
        now[item]![part] = moved
      }
    }
    const caret = holdCaret()
    Object.assign(desk, { base: answer.revision, was: answered, now })
    settle({ base: answer.revision, was: answered, now: copy(answered), sending: null })
    await nextTick()
    caret()
  }

  function tell({ merged, others }: Minutes) {
    if (!merged.length) return
    const who = others.join('、') || strings.somebody
    const places = [...new Set(merged.map(({ title }) => `“${title || strings.general}”`))].join('、')
    news.value = merged.some(({ both }) => both) ? strings.both(who) : strings.merged(who, places)
  }

  async function save() {
    clearTimeout(resting)
    if (busy.value || refusal.value || (!unsaved.value && !desk.sending)) return
    busy.value = true
    desk.sending ??= { client_id: uuid(), base: desk.base, sections: copy(desk.now) }
    const { client_id, base, sections } = copy(desk.sending)
    try {
      const body = { client_id, base, sections: Object.entries(sections).map(([item, parts]) => ({ item, ...parts })) }
      const answer: Minutes = await api.put('/meetings/{meeting}/minutes', { path: { meeting }, body })
      desk.sending = null
      away.value = false
      await adopt(answer, sections)
      tell(answer)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      const passes = failure.status === 0 || failure.status === 429 || failure.status >= 500
      away.value = passes
      if (!passes) [refusal.value, desk.sending] = [failure, null]
    } finally {
      busy.value = false
    }
    if (unsaved.value && !away.value) rest()
  }

  function rest() {
    clearTimeout(resting)
    resting = setTimeout(save, REST_MS)
  }

  /** What others saved: with nothing typed it is simply shown, else a save merges it. */
  async function look() {
    if (busy.value || document.hidden) return
    if (unsaved.value || desk.sending) return save()
    const newest: Minutes | void = await api.get('/meetings/{meeting}/minutes', { path: { meeting } }).catch(() => {})
    if (!newest || busy.value || newest.revision <= desk.base) return
    if (newest.state === 'signed' && !unsaved.value) return signed(newest)
    await adopt(newest, desk.was)
  }

  watch(() => desk.now, () => { if (unsaved.value) { refusal.value = undefined; rest() } }, { deep: true })
  const looking = setInterval(look, LOOK_MS)
  onScopeDispose(() => { clearInterval(looking); clearTimeout(resting) })
  if (unsaved.value || desk.sending) save()
  return { desk, shown, busy, away, refusal, news, unsaved, save }
}

/** Keeps the caret with its words while the field under it changes. */
function holdCaret() {
  const field = document.activeElement
  if (!(field instanceof HTMLTextAreaElement)) return () => {}
  const { value, selectionStart, selectionEnd } = field
  return () => {
    if (field.value !== value) field.setSelectionRange(movedCaret(value, field.value, selectionStart), movedCaret(value, field.value, selectionEnd))
  }
}
