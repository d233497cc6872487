/* Saving a lesson as one types. What is not yet on the server is kept on this phone; of two people's texts neither is lost. */
import { computed, onScopeDispose, reactive, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { WrittenLesson } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { bodyOf, copyOf, merged, same, writtenOf, type Body, type Written } from './merging'
import { strings } from './strings'

export type Saving = 'saved' | 'unsaved' | 'saving' | 'waiting' | 'refused' | 'conflict'
/** What this phone wrote from revision `rev` on. `sent` may have reached the server: it is sent again word for word until an answer came. */
interface Unsaved { rev: number, text: Written, sent: Body | null }

const PAUSE = 1200 // after the last key
const RETRY = 10_000

export const fetchWritten = (id: string): Promise<WrittenLesson> => api.get('/lessons/{lesson}/writing', { path: { lesson: id } })

export function useSaving(lesson: WrittenLesson, heard: (answer: WrittenLesson) => void) {
  const { values: kept } = useDraft(`writing.${lesson.id}`, { unsaved: null as Unsaved | null, aside: null as Written | null })
  const text = reactive(kept.unsaved ? copyOf(kept.unsaved.text) : writtenOf(lesson)) as Written
  const theirs = shallowRef<WrittenLesson>()
  const refusal = shallowRef<ApiError>()
  const saving = ref(false)
  const waiting = ref(false)
  let rev = kept.unsaved?.rev ?? lesson.rev
  let stored: Body = bodyOf(writtenOf(lesson))
  let timer: ReturnType<typeof setTimeout> | undefined

  const state = computed<Saving>(() =>
    theirs.value ? 'conflict' : refusal.value ? 'refused' : saving.value ? 'saving' : waiting.value ? 'waiting' : kept.unsaved ? 'unsaved' : 'saved')

  /** After every change of the text: what differs from the server is kept here. */
  function note() {
    const differs = !same(bodyOf(text), stored) || kept.unsaved?.sent
    kept.unsaved = differs ? { rev, text: copyOf(text), sent: kept.unsaved?.sent ?? null } : null
  }
  function soon(after: number) {
    clearTimeout(timer)
    timer = setTimeout(save, after)
  }
  watch(text, () => {
    note()
    refusal.value = undefined
    if (kept.unsaved) soon(PAUSE)
  }, { deep: true })
  if (kept.unsaved) soon(0)
  const hide = () => { if (document.hidden) save() } // the phone may never come back to this page
  document.addEventListener('visibilitychange', hide)
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', hide)
    save()
  })

  /** Save what there is to save; answers whether everything is on the server. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    if (saving.value || theirs.value) return false
    while (kept.unsaved) {
      const sent = kept.unsaved.sent ?? bodyOf(text)
      kept.unsaved = { ...kept.unsaved, sent }
      saving.value = true
      const done = await send(sent)
      saving.value = false
      if (!done) return false
    }
    return true
  }

  async function send(body: Body): Promise<boolean> {
    try {
      const answer = await api.put('/lessons/{lesson}/draft', { path: { lesson: lesson.id }, body: { rev, ...body } })
      rev = answer.rev
      settled(body)
      heard(answer)
      return true
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      if (failure.code === 'draft_changed') return await meet(body)
      if (failure.status >= 400 && failure.status < 500 && ![401, 408, 425, 429].includes(failure.status)) {
        forgetSent()
        refusal.value = failure
      } else {
        waiting.value = true
        soon(failure.retryAfter * 1000 || RETRY)
      }
      return false
    }
  }
  function settled(body: Body) {
    stored = body
    waiting.value = false
    forgetSent()
    note()
  }
  function forgetSent() { if (kept.unsaved) kept.unsaved = { ...kept.unsaved, sent: null } }

  /** Somebody else saved since. If they wrote the very same, there is nothing to ask. */
  async function meet(body: Body): Promise<boolean> {
    const standing = await fetchWritten(lesson.id).catch(() => undefined)
    if (!standing) {
      waiting.value = true
      soon(RETRY)
      return false
    }
    heard(standing)
    if (same(bodyOf(writtenOf(standing)), body)) {
      rev = standing.rev
      settled(body)
      return true
    }
    forgetSent()
    theirs.value = standing
    return false
  }

  /** Go on from theirs with another text. */
  function goOn(from: WrittenLesson, with_: Written) {
    rev = from.rev
    stored = bodyOf(writtenOf(from))
    theirs.value = undefined
    Object.assign(text, with_)
    note()
    return save()
  }
  const keepBoth = (from: WrittenLesson) => goOn(from, merged(text, writtenOf(from), strings.conflict.from(from.edited_by)))
  const keepMine = (from: WrittenLesson) => goOn(from, copyOf(text))
  function takeTheirs(from: WrittenLesson) {
    kept.aside = copyOf(text)
    return goOn(from, writtenOf(from))
  }
  /** The lesson as the server has it now: a draft was dropped. */
  function adopt(answer: WrittenLesson) {
    kept.unsaved = null
    return goOn(answer, writtenOf(answer))
  }
  function forgetAside() { kept.aside = null }
  function bringBack() {
    const mine = kept.aside
    kept.aside = null
    if (mine) Object.assign(text, copyOf(mine))
  }
  return { text, state, refusal, theirs, aside: computed(() => kept.aside), rev: () => rev, save, keepBoth, keepMine, takeTheirs, adopt, bringBack, forgetAside }
}
