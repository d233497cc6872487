/* Writing a story: what is typed stays on the phone, a save names the revision it began from, and a save by somebody else loses nothing. */
import { computed, ref, shallowRef } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { ManagedStory, NewStory, StoryTopic } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { useSubmit } from '../app/form'
import { toast } from '../app/toast'
import { uuid } from '../app/uuid'
import { edited, firstProblem, newBlock, written, type EditedBlock } from '../media/editing'
import { strings } from './work-strings'

const words = strings.edit
const EVERYONE = 'all'

export interface StoryForm extends Record<string, unknown> {
  title: string
  summary: string
  topic: StoryTopic
  author: string
  branch: string
  cover: ManagedStory['cover']
  blocks: EditedBlock[]
  whom: 'all' | 'some'
  branches: string[]
  revision: number
  client_id: string
  sent: Body | null // may have reached the server: sent again word for word until an answer came
}

type Body = Omit<NewStory, 'client_id'>

export function formOf(story?: ManagedStory): StoryForm {
  const { title = '', summary = '', topic = 'branches', author = '', cover = null, blocks = [], shown_to = [EVERYONE], revision = 0 } = story ?? {}
  const everyone = shown_to.includes(EVERYONE)
  return { title, summary, topic, author, branch: story?.branch.id ?? '', cover, blocks: story ? edited(blocks) : [newBlock('text')], whom: everyone ? 'all' : 'some', branches: everyone ? [] : shown_to, revision, client_id: '', sent: null }
}

/** What goes to the server: files by their ids. Rejects while nobody is chosen. */
export function bodyOf({ title, summary, topic, author, cover, blocks, whom, branches }: StoryForm): Body {
  if (whom === 'some' && !branches.length) throw new ApiError(422, 'validation_failed', '', strings.whom.missing, [{ field: 'shown_to', message: strings.whom.missing }])
  return {
    title: title.trim(), summary: summary.trim(), topic, author: author.trim(), cover: cover?.id ?? null,
    blocks: written(blocks),
    shown_to: whom === 'all' ? [EVERYONE] : branches,
  }
}

const fetchWritten = (code: string): Promise<ManagedStory> => api.get('/stories/managed/{story}', { path: { story: code } })
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value))

/** The server looked at it and said no: nothing of it was kept. */
const refused = (failure: unknown) => failure instanceof ApiError && [403, 404, 409, 413, 422].includes(failure.status)

/** Without a story it drafts one, and says its code. `ready` goes on to publishing; `busy` while a cover is on its way. */
export function useStoryEditing(story: ManagedStory | undefined, made: (code: string) => void, ready = () => {}, busy = () => false) {
  const first = formOf(story)
  const { values, clear, settle } = useDraft<StoryForm>(`story.${story?.code ?? 'new'}`, copy(first))
  const standing = shallowRef(story) // as the server has it
  const known = ref(JSON.stringify(first))
  const theirs = shallowRef<ManagedStory>() // what somebody else saved meanwhile
  const live = computed(() => ['scheduled', 'published'].includes(standing.value?.state ?? ''))
  const changed = computed(() => JSON.stringify(values) !== known.value)

  /** `saved` is on the server; what was typed since it was sent is not, and stays. */
  function adopt(answer: ManagedStory, saved: StoryForm) {
    standing.value = answer
    values.revision = saved.revision = answer.revision
    known.value = JSON.stringify(saved)
    settle(saved)
  }

  /** Readers get no half text: files still on their way, pictures without words. */
  function mustBeWhole() {
    const message = busy() ? words.coverComing : firstProblem(values.blocks)
    if (message) throw new ApiError(422, 'validation_failed', '', message, [{ field: 'blocks', message }])
  }

  async function put(code: string, body: Body): Promise<ManagedStory> {
    values.sent = body
    try {
      const answer: ManagedStory = await api.put('/stories/{story}', { path: { story: code }, body: { ...body, revision: values.revision } })
      values.sent = null
      return answer
    } catch (failure) {
      if (refused(failure)) values.sent = null
      throw failure
    }
  }

  /** Made once: the id stays with what was first sent, and what was typed since then is saved upon it. */
  async function draft(body: Body) {
    values.client_id ||= uuid()
    values.sent ??= copy({ ...body, branch: values.branch || undefined })
    const drafted: ManagedStory = await api.post('/stories', { body: { ...values.sent, client_id: values.client_id } }).catch(failure => {
      if (refused(failure)) values.sent = null
      throw failure
    })
    values.revision = drafted.revision
    const { branch: _, ...first } = values.sent
    if (JSON.stringify(first) !== JSON.stringify(body)) await put(drafted.code, body)
    return drafted.code
  }

  const saving = useSubmit(async () => {
    const sent = copy(values)
    const body = bodyOf(sent)
    if (live.value) mustBeWhole()
    if (!standing.value) {
      const code = await draft(body)
      clear()
      toast(words.made)
      return made(code)
    }
    const { code } = standing.value
    try {
      if (sent.sent) values.revision = (await put(code, sent.sent)).revision
      adopt(await put(code, body), { ...sent, sent: null })
      toast(words.saved)
    } catch (failure) {
      if (!(failure instanceof ApiError) || failure.code !== 'story_changed') throw failure
      theirs.value = await fetchWritten(code)
    }
  })

  /** Saved and whole: it may be published. */
  const readying = useSubmit(async () => {
    mustBeWhole()
    if (changed.value) await saving.submit()
    if (!changed.value && !saving.failure.value) ready()
  })

  async function keepMine() {
    values.revision = theirs.value!.revision
    theirs.value = undefined
    await saving.submit()
  }

  function takeTheirs() {
    const [mine, taken] = [copy(values), theirs.value!]
    theirs.value = undefined
    Object.assign(values, copy(formOf(taken)))
    adopt(taken, copy(values))
    toast(strings.conflict.took, { label: strings.conflict.mineAgain, run: () => { Object.assign(values, mine, { revision: taken.revision }) } })
  }
  return { form: values, standing, theirs, changed, live, saving, readying, keepMine, takeTheirs }
}
