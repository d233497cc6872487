/* A whole course on the phone: its lessons in the store of answers, where they stay, and every file of theirs. A download goes on while other
   pages are looked at, can be stopped, and begins again where it stopped, after a reload too. */
import { shallowReactive } from 'vue'
import type { Course, Lesson } from '../../app/api/shapes'
import { db } from '../../app/db'
import { cached, recall } from '../../app/store'
import { dropMedia, isKept, keepMedia, keptBytes } from '../media'
import { courseKey, fetchCourse, lessonKey, storedOf, storeLessons } from '../storing'

export interface Wanted { src: string, from: string, bytes: number }
export interface KeptCourse { id: string, title: string, lessons: string[], srcs: string[], bytes: number }
export interface Progress { state: 'running' | 'stopped' | 'failed' | 'full', done: number, all: number }

const WIDTH = 960 // of pictures: sharp on a phone, a fraction of the largest

/** What goes on now, or how it ended, by course. */
export const downloads = shallowReactive<Record<string, Progress>>({})
const stops = new Map<string, AbortController>()

/** Every file of these lessons, each once. */
export function filesOf(lessons: Pick<Lesson, 'blocks' | 'media'>[]): Wanted[] {
  const files = lessons.flatMap(({ media, blocks }) => [
    ...media ? [{ src: media.src, from: media.src, bytes: media.bytes }] : [],
    ...blocks.flatMap(block => block.media ? [fileOf(block.media)] : []),
  ])
  return [...new Map(files.map(file => [file.src, file])).values()]
}
const fileOf = ({ src, bytes, sizes }: { src: string, bytes: number, sizes: number[] }): Wanted => {
  const width = sizes.find(size => size >= WIDTH) ?? sizes[sizes.length - 1]
  return { src, from: width ? `${src}?w=${width}` : src, bytes }
}

const facts = async () => await (await db()).get('facts', 'courses').catch(() => undefined) as Record<string, KeptCourse> | undefined ?? {}
async function write(change: (all: Record<string, KeptCourse>) => void) {
  const all = await facts()
  change(all)
  const base = await db()
  await base.put('facts', all, 'courses')
  await base.put('facts', Object.values(all).flatMap(({ id, lessons }) => [courseKey(id), ...lessons.map(lessonKey)]), 'pinned') // see app/store.ts
}

const lessonsHere = async (course: Pick<Course, 'lessons'>) =>
  (await Promise.all(course.lessons.map(({ id }) => recall<Lesson>(lessonKey(id))))).flatMap(found => found ? [found.data] : [])

/** How large it is, how much of it is here, and whether somebody asked for it. */
export async function sizeOf(course: Course) {
  const [files, text, here] = [filesOf(await lessonsHere(course)), await storedOf(course), await keptBytes()]
  const missing = await Promise.all(files.map(({ src }) => isKept(src))).then(all => all.includes(false))
  const bytesOf = ({ src, bytes }: Wanted) => here.get(src) ?? bytes
  return {
    all: text.bytes + files.reduce((sum, file) => sum + (missing ? file.bytes : bytesOf(file)), 0),
    done: text.bytes + files.reduce((sum, { src }) => sum + (here.get(src) ?? 0), 0),
    asked: !!(await facts())[course.id],
    whole: text.lessons === course.lessons.length && !missing,
  }
}

export async function download(course: Course) {
  if (downloads[course.id]?.state === 'running') return
  const work = new AbortController()
  stops.set(course.id, work)
  const say = (progress: Partial<Progress>) => { downloads[course.id] = { state: 'running', done: 0, all: 0, ...downloads[course.id], ...progress } }
  say({ state: 'running', done: 0 })
  try {
    await navigator.storage?.persist?.().catch(() => false) // the phone then asks before it throws things away
    await write(all => { all[course.id] = { id: course.id, title: course.title, lessons: course.lessons.map(({ id }) => id), srcs: [], bytes: 0 } })
    await storeLessons(course, work.signal, () => {})
    const lessons = await lessonsHere(course)
    const files = filesOf(lessons)
    const text = await storedOf(course)
    say({ done: text.bytes, all: text.bytes + files.reduce((sum, { bytes }) => sum + bytes, 0) })
    await write(all => { all[course.id] = { ...all[course.id]!, srcs: files.map(({ src }) => src) } })
    for (const { src, from } of files) {
      if (work.signal.aborted) throw new DOMException('', 'AbortError')
      await keepMedia(src, { from, signal: work.signal, onBytes: bytes => say({ done: downloads[course.id]!.done + bytes }) })
    }
    if (lessons.length < course.lessons.length) throw new Error('lessons are missing')
    const { done } = await sizeOf(course)
    await write(all => { all[course.id] = { ...all[course.id]!, bytes: done } })
    delete downloads[course.id]
  } catch (failure) {
    say({ state: endOf(failure) })
  }
}

export const endOf = (failure: unknown): Progress['state'] => {
  const { name } = failure as Error
  return name === 'AbortError' ? 'stopped' : name === 'QuotaExceededError' ? 'full' : 'failed'
}
export const stopDownload = (course: string) => stops.get(course)?.abort()

/** Takes a course off the phone; a file that another one shows too stays. */
export async function remove({ id, lessons, srcs }: KeptCourse) {
  stopDownload(id)
  await write(all => { delete all[id] })
  const used = new Set(Object.values(await facts()).flatMap(other => other.srcs))
  for (const src of srcs) if (!used.has(src)) await dropMedia(src)
  const base = await db()
  await Promise.all([courseKey(id), ...lessons.map(lessonKey)].map(key => base.delete('answers', key)))
  delete downloads[id]
}

/** What this phone keeps: each course with the bytes it takes now, and the files that were kept one by one. */
export async function keptHere() {
  const [all, bytes] = [Object.values(await facts()), await keptBytes()]
  const sum = (srcs: Iterable<string>) => [...srcs].reduce((total, src) => total + (bytes.get(src) ?? 0), 0)
  const used = new Set(all.flatMap(({ srcs }) => srcs))
  const single = [...bytes.keys()].filter(src => !used.has(src))
  const courses = await Promise.all(all.map(async course => {
    const text = await storedOf({ lessons: course.lessons.map(id => ({ id })) } as Course)
    return { ...course, whole: course.bytes > 0, takes: sum(course.srcs) + text.bytes }
  }))
  return { courses, single, singleBytes: sum(single) }
}
export const removeSingle = (srcs: string[]) => Promise.all(srcs.map(dropMedia))

/** Goes on with one that stopped, from the list of what is kept. */
export const downloadAgain = async (id: string) => download((await cached(courseKey(id), () => fetchCourse(id))).data)
