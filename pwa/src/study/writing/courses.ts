/* The courses somebody writes for: making and changing them, their lessons and the order of those. */
import { computed, ref } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { BranchItem, ManagedCourse, ManagedLesson, Media, Page, WrittenCourse, WrittenLesson } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { momentText } from '../../app/format'
import { useRouter } from '../../app/routing'
import { me } from '../../app/session'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { moved } from '../../media/editing'
import { rolesFor } from '../../work/duties'
import { above, indexed } from '../../work/tree'
import { strings } from './strings'

export const ALL = 'all'
export type Standing = keyof typeof strings.states

export const fetchManaged = (cursor?: string): Promise<Page<ManagedCourse>> => api.get('/courses/managed', { query: { cursor } })
export const fetchWrittenCourse = (course: string): Promise<WrittenCourse> => api.get('/courses/{course}/writing', { path: { course } })
export const courseKey = (id: string) => `work.course.${id}`

/** Where a lesson is in its life, as its writer has to know it: a time that is set before all, then changes that nobody sees yet. */
export function standingOf({ state, publish_at, changed }: Pick<ManagedLesson, 'state' | 'publish_at' | 'changed'>): Standing {
  if (publish_at) return 'scheduled'
  return state === 'published' && changed ? 'changed' : state
}
export const kindOf = (standing: Standing) => standing === 'published' ? 'ok' : standing === 'draft' || standing === 'withdrawn' ? 'plain' : 'warn'

/** What there is to say about a lesson below its title. */
export function aboutLesson({ publish_at, edited_at, published_at }: ManagedLesson) {
  const words = strings.course
  if (publish_at) return words.at(momentText(publish_at))
  if (edited_at) return words.editedAt(momentText(edited_at))
  return published_at ? words.publishedAt(momentText(published_at)) : ''
}

export const aboutCourse = ({ lessons }: ManagedCourse) => {
  const words = strings.courses
  const counts = Object.entries(words.counts).filter(([state]) => lessons[state as keyof typeof lessons])
  return counts.map(([state, say]) => say(lessons[state as keyof typeof lessons])).join(words.separator) || words.empty
}

/** Whom a course is shown to, by name. */
export function viewerNames(shown: string[], branches: BranchItem[]) {
  const words = strings.form
  if (shown.includes(ALL)) return words.everybody
  const byId = indexed(branches)
  const name = (id: string) => branches.some(({ parent }) => parent === id) ? words.withBelow(byId.get(id)!.name) : byId.get(id)?.name ?? ''
  return shown.map(name).filter(Boolean).join('、')
}

/** A branch speaks for those below it. */
export function viewersOf({ all, branches }: { all: boolean, branches: string[] }, known: BranchItem[]) {
  const byId = indexed(known)
  return all ? [ALL] : branches.filter(id => !above(id, byId).some(one => branches.includes(one)))
}

/** The branches I write for. */
export const useOwnBranches = () => computed(() => rolesFor('study.write', me.value))

/** A new course (`course` undefined) or a change of one. */
export function useCourseForm(course: WrittenCourse | undefined, branches: () => BranchItem[]) {
  const router = useRouter()
  const own = useOwnBranches()
  const { values, clear } = useDraft(`course.${course?.id ?? 'new'}`, {
    title: course?.title ?? '', summary: course?.summary ?? '', branch: course?.branch.id ?? own.value[0]?.branch ?? '', client_id: '',
    cover: course?.cover ?? null as Media | null,
    all: course?.shown_to.includes(ALL) ?? false,
    branches: course ? course.shown_to.filter(id => id !== ALL) : own.value.slice(0, 1).map(({ branch }) => branch),
  })
  const shown = computed(() => viewersOf(values, branches()))

  function check() {
    const words = strings.form.missing
    const faults = [...values.title.trim() ? [] : [{ field: 'title', message: words.title }], ...shown.value.length ? [] : [{ field: 'shown_to', message: words.shown_to }]]
    if (faults.length) throw new ApiError(422, 'validation_failed', '', faults[0]!.message, faults)
  }
  const form = useSubmit(async () => {
    check()
    const body = { title: values.title.trim(), summary: values.summary.trim(), cover: values.cover?.id ?? null, shown_to: shown.value }
    values.client_id ||= uuid() // stays until an answer came
    const { id } = course
      ? await api.patch('/courses/{course}', { path: { course: course.id }, body })
      : await api.post('/courses', { body: { ...body, client_id: values.client_id, branch: values.branch || null } }).catch(renewed)
    toast(course ? strings.form.saved : strings.form.made)
    await router.replace(`/work/courses/${id}`)
    clear()
  })
  /** Other words than before under the old id: the next tap sends them as another course. */
  function renewed(failure: unknown): never {
    if (failure instanceof ApiError && failure.code === 'client_id_reused') values.client_id = ''
    throw failure
  }
  return { values, form, shown, own }
}

export function useWrittenCourse(id: () => string) {
  const router = useRouter()
  const state = useCached<WrittenCourse>(() => courseKey(id()), () => fetchWrittenCourse(id()))
  const course = state.data
  let order: string[] = []
  let withdrawn = false

  const ordering = useSubmit(async () => {
    try {
      course.value = await api.put('/courses/{course}/lesson-order', { path: { course: id() }, body: { lessons: order } })
    } catch (failure) {
      if (failure instanceof ApiError && failure.code === 'lessons_changed') await state.reload()
      throw failure
    }
  })
  function move(from: number, by: 1 | -1) {
    order = moved(course.value!.lessons.map(lesson => lesson.id), from, by)
    return ordering.submit()
  }
  const withdrawing = useSubmit(async () => {
    course.value = await api.patch('/courses/{course}', { path: { course: id() }, body: { withdrawn } })
    toast(withdrawn ? strings.course.withdrew : strings.course.restored)
  })
  function withdraw(away: boolean) {
    withdrawn = away
    return withdrawing.submit()
  }

  const title = ref('')
  let act = uuid()
  const beginning = useSubmit(async () => {
    if (!title.value.trim()) throw new ApiError(422, 'validation_failed', '', strings.course.titleMissing, [{ field: 'title', message: strings.course.titleMissing }])
    const body = { client_id: act, title: title.value.trim() }
    const lesson: WrittenLesson = await api.post('/courses/{course}/lessons', { path: { course: id() }, body }).catch(failure => {
      if (failure instanceof ApiError && failure.code === 'client_id_reused') act = uuid()
      throw failure
    })
    await router.push(`/work/lessons/${lesson.id}`)
  })
  return { state, ordering, move, withdrawing, withdraw, title, beginning }
}
