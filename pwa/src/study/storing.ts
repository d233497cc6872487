/* Keeping a course on the phone: every lesson is an answer of the API that app/store.ts holds. */
import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { api } from '../app/api/client'
import type { Course, CourseItem, Lesson, Page } from '../app/api/shapes'
import { cached, recall } from '../app/store'

export const COURSES = 'courses'
export const courseKey = (id: string) => `course.${id}`
export const lessonKey = (id: string) => `lesson.${id}`
export const fetchCourses = (cursor?: string): Promise<Page<CourseItem>> => api.get('/courses', { query: { cursor } })
export const fetchCourse = (id: string): Promise<Course> => api.get('/courses/{course}', { path: { course: id } })
export const fetchLesson = (id: string): Promise<Lesson> => api.get('/lessons/{lesson}', { path: { lesson: id } })

const FRESH = 6 * 3600_000

/** How much of a course is on the phone: lessons, and their bytes. */
export interface Stored { lessons: number, bytes: number }

export async function storedOf(course: Course): Promise<Stored> {
  const known = await Promise.all(course.lessons.map(({ id }) => recall<Lesson>(lessonKey(id)).catch(() => undefined)))
  const found = known.filter(lesson => lesson !== undefined)
  return { lessons: found.length, bytes: found.reduce((sum, { data }) => sum + new Blob([JSON.stringify(data)]).size, 0) }
}

/** The whole of a course known only by its id is here, so that a list can say so. */
export async function isStored(id: string): Promise<boolean> {
  const course = await recall<Course>(courseKey(id)).catch(() => undefined)
  return !!course && (await storedOf(course.data)).lessons === course.data.lessons.length
}

/** One after the other, so that the page itself stays quick; `onStep` after each. Stops quietly without network.
 *  Whoever came by a link gets the list of courses too, to find the way back to this one. */
export async function storeLessons(course: Course, signal: AbortSignal, onStep: () => void) {
  for (const { id, completed_at } of course.lessons) {
    if (signal.aborted) return
    const known = await recall<Lesson>(lessonKey(id)).catch(() => undefined)
    const fresh = known && known.data.completed_at === completed_at && Date.now() - known.at < FRESH
    if (!fresh && await cached(lessonKey(id), () => fetchLesson(id)).then(got => got.stale, () => true)) return
    onStep()
  }
  if (!await recall(COURSES).catch(() => true)) await cached(COURSES, fetchCourses).catch(() => {})
}

/** Opening a course stores it; nobody has to ask for that. */
export function useStoring(course: Ref<Course | undefined>) {
  const stored = ref<Stored>({ lessons: 0, bytes: 0 })
  const storing = ref(true)
  let work = new AbortController()

  watch(course, async now => {
    work.abort()
    if (!now) return
    const mine = work = new AbortController()
    storing.value = true
    let steps = 0
    await storeLessons(now, mine.signal, () => { stored.value = { ...stored.value, lessons: Math.max(stored.value.lessons, ++steps) } })
    if (mine.signal.aborted) return
    stored.value = await storedOf(now)
    storing.value = false
  }, { immediate: true })
  onScopeDispose(() => work.abort())
  return { stored, storing }
}
