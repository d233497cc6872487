/* Following a reader: what was opened, where they are, how far they listened. */
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import type { Lesson } from '../../app/api/shapes'
import { me } from '../../app/session'
import { heard, resumeAt } from '../player'
import { adoptPlace, known, newestPlace, rememberOpened, rememberPlace, stopAt, stopOf, stopsOf, wordsOf, type KeptPlace } from './places'
import { tellOpened, tellPlaces } from './telling'

const TELL_EVERY = 30_000
const LOOK_EVERY = 1000
const EYES = 0.35 // of the screen's height: where the line is that somebody reads

/** For the page of one lesson. `box` holds its text. */
export function useFollowing(lesson: Ref<Lesson>, box: Ref<HTMLElement | null>) {
  const from = shallowRef<KeptPlace>() // where the last visit ended, on whichever phone
  const fromWords = ref('')
  let moved = false // somebody reads here already: what another phone did is no longer gone on from
  let looked = 0
  let timer = 0
  const stops = () => box.value?.querySelector('.blocks') ? stopsOf(box.value.querySelector('.blocks')!) : []
  const done = () => !!lesson.value.completed_at

  onMounted(() => {
    const { id, learning } = lesson.value
    watch(() => lesson.value.learning, begin, { immediate: true }) // what is known here at once, then the server's answer
    if (me.value && !learning?.opened_at && !known(id).opened) {
      rememberOpened(id)
      tellOpened(lesson.value).catch(() => {})
    }
    addEventListener('scroll', look, { passive: true })
    addEventListener('visibilitychange', leave)
    tellPlaces()
    timer = window.setInterval(tellNow, TELL_EVERY)
  })
  onBeforeUnmount(() => {
    removeEventListener('scroll', look)
    removeEventListener('visibilitychange', leave)
    clearInterval(timer)
    note()
    tellNow()
  })

  function begin() {
    const found = done() || moved ? undefined : newestPlace(lesson.value.id, lesson.value.learning)
    from.value = found
    if (!found) return
    const { place } = found
    if (place === lesson.value.learning?.place) adoptPlace(lesson.value.id, found)
    const stop = stopOf(stops(), place)
    fromWords.value = stop && (place.block || place.part) ? wordsOf(stop) : ''
    if (place.seconds) resumeAt(soundKey(lesson.value.id, place.heard ?? ''), place.seconds)
  }

  function look() {
    if (Date.now() - looked < LOOK_EVERY) return
    looked = Date.now()
    note()
  }
  /** Whoever has not read beyond the beginning is nowhere yet, and does not undo where they were. */
  function note() {
    const stop = stopAt(stops(), innerHeight * EYES)
    if (!me.value || !stop || !(stop.block || stop.part)) return
    moved ||= !from.value
    const { block = 0, part = 0 } = known(lesson.value.id).place ?? {}
    if (block !== stop.block || part !== stop.part) rememberPlace(lesson.value, { block: stop.block, part: stop.part })
  }
  function leave() {
    if (!document.hidden) return
    note()
    tellNow()
  }
  const tellNow = () => tellPlaces(lesson.value.id)

  watch(heard, now => {
    if (!me.value || !now || !now.key.startsWith(lesson.value.id)) return
    rememberPlace(lesson.value, { heard: now.key === lesson.value.id ? 'lesson' : now.key.slice(lesson.value.id.length + 1), seconds: now.seconds })
    if (now.stopped) tellNow()
  })

  function goOn() {
    const stop = from.value && stopOf(stops(), from.value.place)
    from.value = undefined
    moved = true
    if (!stop) return
    stop.element.tabIndex = -1
    stop.element.focus({ preventScroll: true }) // so that a screen reader goes on there too
    stop.element.scrollIntoView({ block: 'center' })
  }
  return { from, fromWords, goOn }
}

/** The player's name for a recording: the lesson's own, or that of a file in its text. */
export const soundKey = (lesson: string, of: string) => of === 'lesson' || !of ? lesson : `${lesson}.${of}`
