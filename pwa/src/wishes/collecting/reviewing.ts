/* Reviewing wishes one by one. Two people may decide at once: the server takes the first, the other one sees the new list. */
import { computed, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Page, TrueStory, WishDraft } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

const ELSEWHERE = ['draft_changed', 'wish_wrong_state', 'not_found']
export type Stage = 'collected' | 'reviewed'

export function useReview(fair: string, stage: () => Stage) {
  const words = strings.queue
  const list = usePages<WishDraft>(
    () => `drafts.${fair}.${stage()}`,
    (cursor): Promise<Page<WishDraft>> => api.get('/fairs/{fair}/drafts', { path: { fair }, query: { state: stage(), cursor } }),
  )
  const gone = ref(new Set<string>()) // decided, until the list has come again
  watch(list.data, () => { gone.value.clear() })
  const items = computed(() => list.items.value.filter(({ code }) => !gone.value.has(code)))

  const refusals = ref<Record<string, ApiError>>({}) // by wish
  const busy = ref(new Set<string>())
  const clients = new Map<string, string>() // stays until an answer came

  async function decide(one: WishDraft, body: { decision: 'approve' | 'send_back', note?: string }, done: (now: WishDraft) => string) {
    const act = `${one.code}.${one.version}.${body.decision}.${body.note ?? ''}`
    clients.set(act, clients.get(act) ?? uuid())
    try {
      const now: WishDraft = await api.post('/wishes/{wish}/review', { path: { wish: one.code }, body: { ...body, client_id: clients.get(act)!, version: one.version } })
      toast(done(now))
    } catch (failure) {
      if (!(failure instanceof ApiError) || !ELSEWHERE.includes(failure.code)) throw failure
      toast(words.elsewhere)
      list.reload()
      return
    }
    gone.value.add(one.code)
    if (!items.value.length) list.reload()
  }

  /** A refusal stands in the wish's own card. */
  async function approve(one: WishDraft) {
    if (busy.value.has(one.code)) return
    busy.value.add(one.code)
    delete refusals.value[one.code]
    try {
      await decide(one, { decision: 'approve' }, ({ state, item }) => state === 'open' ? words.onWall(item) : words.approved(item))
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      refusals.value[one.code] = failure
    } finally {
      busy.value.delete(one.code)
    }
  }

  const returning = shallowRef<WishDraft>()
  const note = ref('')
  const sendingBack = useSubmit(async () => {
    const one = returning.value
    const said = note.value.trim()
    if (!said) throw new ApiError(422, 'validation_failed', '', words.backMissing, [{ field: 'note', message: words.backMissing }])
    if (one) await decide(one, { decision: 'send_back', note: said }, ({ item }) => words.backDone(item))
    returning.value = undefined
  })
  watch(returning, () => { note.value = ''; sendingBack.failure.value = undefined; sendingBack.errors.value = {} })

  const looking = shallowRef<WishDraft>() // asks for the purpose first
  const story = shallowRef<TrueStory>()
  const opening = useSubmit(async () => {
    if (looking.value) story.value = await api.post('/wishes/{wish}/beneficiary', { path: { wish: looking.value.code }, body: { purpose: 'review' } })
  })
  watch(looking, () => { story.value = undefined; opening.failure.value = undefined })

  return { list, items, refusals, busy, approve, returning, note, sendingBack, looking, story, opening }
}
