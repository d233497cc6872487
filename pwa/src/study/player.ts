/* One sound at a time, of a lesson or a route's stop, and it goes on while the person reads, turns the screen off or looks at other pages nearby.
   The element lives outside the pages: a page lends it a place, and gives it back when it is left. */
import { ref, shallowRef } from 'vue'
import { phone } from '../app/memory'
import { keptMedia } from './media'

/** `key` is the lesson's or stop's id, `of` what it belongs to, `to` the page it is on. */
export interface Track { key: string, title: string, of: string, src: string, to: string }

const SKIP = 15 // seconds, back and forth
const SAVE_EVERY = 5

/** What was played last, until another takes its place. */
export const track = shallowRef<Track>()
export const playing = ref(false)
export const failed = ref(false)
/** How far the recording `key` was heard; `stopped`: it was just put to rest. */
export const heard = shallowRef<{ key: string, seconds: number, stopped: boolean }>()

let sound: HTMLAudioElement | undefined
let shelf: HTMLElement | undefined // where it plays on when no page shows it

const place = (key: string) => `listen.${key}`

/** Show the controls of this track in `box`. Another one that plays goes on until this one is started. */
export async function showPlayer(wanted: Track, box: HTMLElement) {
  if (track.value?.key !== wanted.key) {
    if (playing.value) return
    await load(wanted)
  }
  box.append(sound!)
}

/** A page is left: what plays goes on, unseen. Moved in one go, or the browser would pause it. */
export function shelvePlayer() {
  if (!sound?.isConnected || sound.parentElement === shelf) return
  if (!shelf) {
    shelf = document.createElement('div')
    shelf.hidden = true
    document.body.append(shelf)
  }
  shelf.append(sound)
}

export async function play(wanted: Track, box?: HTMLElement) {
  if (track.value?.key !== wanted.key) await load(wanted)
  if (box) box.append(sound!)
  failed.value = false
  await sound!.play().catch(refusal => { if ((refusal as Error).name !== 'AbortError') failed.value = true })
}

export const pause = () => sound?.pause()

/** Somebody listened on another phone: play from there when it is started here. */
export function resumeAt(key: string, seconds: number) {
  if (playing.value && track.value?.key === key) return
  phone.write(place(key), seconds)
  if (sound && track.value?.key === key && sound.readyState) sound.currentTime = seconds
}

export function skip(seconds: number) {
  if (sound) sound.currentTime = Math.max(0, Math.min(sound.duration || 0, sound.currentTime + seconds))
}

/** After the sound was kept on the phone, or dropped from it. */
export async function reloadSource() {
  if (sound && track.value && !playing.value) await load(track.value)
}

async function load(wanted: Track) {
  const kept = await keptMedia(wanted.src)
  sound ??= make()
  sound.pause()
  if (sound.src.startsWith('blob:')) URL.revokeObjectURL(sound.src)
  track.value = wanted
  failed.value = false
  sound.src = kept ? URL.createObjectURL(kept) : wanted.src
  tellPhone(wanted)
}

function make() {
  const made = document.createElement('audio')
  made.controls = true
  made.preload = 'none' // a phone's data is the person's money
  function save() {
    if (!track.value) return
    const seconds = made.ended || made.currentTime < 1 ? 0 : Math.floor(made.currentTime)
    phone.write(place(track.value.key), seconds || undefined)
    heard.value = { key: track.value.key, seconds, stopped: made.paused }
    tellPosition()
  }
  let saved = 0
  made.addEventListener('loadedmetadata', () => {
    const from = track.value && phone.read<number>(place(track.value.key))
    if (from && from < made.duration - SAVE_EVERY) made.currentTime = from
    tellPosition()
  })
  made.addEventListener('seeked', tellPosition)
  made.addEventListener('timeupdate', () => {
    if (Math.abs(made.currentTime - saved) < SAVE_EVERY) return
    saved = made.currentTime
    save()
  })
  made.addEventListener('play', () => { playing.value = true })
  made.addEventListener('pause', () => { playing.value = false; save() })
  made.addEventListener('ended', () => { playing.value = false; save() })
  made.addEventListener('error', () => { if (made.src) failed.value = true })
  return made
}

/** The lock screen shows what is playing, can stop it and go back and forth. */
function tellPhone({ title, of }: Track) {
  if (!('mediaSession' in navigator) || !('MediaMetadata' in globalThis)) return
  navigator.mediaSession.metadata = new MediaMetadata({ title, artist: of, artwork: [{ src: '/icons/512.png', sizes: '512x512', type: 'image/png' }] })
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => { sound?.play().catch(() => {}) }], ['pause', pause],
    ['seekbackward', ({ seekOffset }) => skip(-(seekOffset ?? SKIP))], ['seekforward', ({ seekOffset }) => skip(seekOffset ?? SKIP)],
    ['seekto', ({ seekTime }) => { if (sound && seekTime !== undefined) sound.currentTime = seekTime }],
  ]
  for (const [action, handler] of handlers) {
    try { navigator.mediaSession.setActionHandler(action, handler) } catch { /* an older browser knows fewer */ }
  }
}

/** And how far it is: a bar that can be drawn, where the phone has one. */
function tellPosition() {
  if (!sound || !('mediaSession' in navigator)) return
  const { duration, currentTime: position, playbackRate } = sound
  if (!Number.isFinite(duration) || position > duration) return
  try { navigator.mediaSession.setPositionState({ duration, position, playbackRate }) } catch { /* an older browser cannot be told */ }
}
