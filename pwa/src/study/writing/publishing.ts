/* What a writer does with a lesson beside writing it: publish now or at a set time, take it down, throw changes or a draft away. */
import { computed, ref, type ShallowRef } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { WrittenLesson } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { useRouter } from '../../app/routing'
import { toast } from '../../app/toast'
import { cityTime } from '../../checkins/points/rule'
import { firstProblem } from '../../media/editing'
import type { useSaving } from './saving'
import { strings } from './strings'

const refuse = (message: string, field?: string): never => { throw new ApiError(422, 'validation_failed', '', message, field ? [{ field, message }] : []) }

export function usePublishing(lesson: ShallowRef<WrittenLesson>, saving: ReturnType<typeof useSaving>) {
  const router = useRouter()
  const path = { lesson: lesson.value.id }
  const course = `/work/courses/${lesson.value.course.id}`
  const open = ref(false)
  const later = ref(false)
  const at = ref('')
  const faults = computed(() => lesson.value.faults)
  const shown = ref(false) // the faults are said beside their fields once somebody wanted to publish

  /** Save first, so that what is missing is said about what stands on the screen. Whatever keeps it from being saved is said there too. */
  const looking = useSubmit(async () => {
    shown.value = true
    const problem = firstProblem(saving.text.blocks)
    if (problem) refuse(problem)
    if (!await saving.save()) return
    publishing.failure.value = undefined
    open.value = true
  })
  const publishing = useSubmit(async () => {
    if (later.value && !at.value) refuse(strings.publish.atMissing, 'publish_at')
    const body = { rev: saving.rev(), publish_at: later.value ? cityTime(at.value) : null }
    lesson.value = await api.put('/lessons/{lesson}/publication', { path, body })
    open.value = false
    toast(later.value ? strings.publish.scheduled : strings.publish.published)
    await router.replace(course)
  })
  const cancelling = useSubmit(async () => {
    lesson.value = await api.del('/lessons/{lesson}/schedule', { path }) as WrittenLesson
    toast(strings.lesson.cancelled)
  })
  const withdrawing = useSubmit(async () => {
    lesson.value = await api.del('/lessons/{lesson}/publication', { path }) as WrittenLesson
    toast(strings.lesson.withdrew)
  })
  const dropping = useSubmit(async () => {
    await saving.save()
    const answer = await api.del('/lessons/{lesson}/draft', { path, query: { rev: saving.rev() } }) as WrittenLesson
    lesson.value = answer
    await saving.adopt(answer)
    toast(strings.lesson.dropped)
  })
  const removing = useSubmit(async () => {
    await api.del('/lessons/{lesson}', { path })
    toast(strings.lesson.removed)
    await router.replace(course)
  })
  return { open, later, at, faults, shown, publishing, looking, cancelling, withdrawing, dropping, removing }
}
