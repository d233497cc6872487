/* A short sound and a shake for each answer, so that nobody has to look at the phone. Nothing is fetched: the tones are made here. */
import type { Tone } from './deciding'

/** Hertz and seconds. A yes rises, a no is low and long, in between is one note: told apart by ear alone. */
const tunes: Record<Tone, [number, number][]> = {
  ok: [[880, .08], [1320, .12]],
  warn: [[660, .2]],
  bad: [[196, .16], [0, .05], [147, .3]],
}
const shakes: Record<Tone, number[]> = { ok: [60], warn: [60, 60, 60], bad: [220, 80, 220] }
const LOUD = .25

type Context = typeof AudioContext
let context: AudioContext | undefined

/** Browsers make no sound before a touch: call it in one. */
export function wake() {
  const Class = globalThis.AudioContext ?? (globalThis as { webkitAudioContext?: Context }).webkitAudioContext
  if (!Class) return
  context ??= new Class()
  if (context.state === 'suspended') context.resume().catch(() => {})
}

export function announce(tone: Tone, aloud: boolean) {
  navigator.vibrate?.(shakes[tone])
  if (aloud && context?.state === 'running') play(context, tunes[tone])
}

function play(sound: AudioContext, tune: [number, number][]) {
  let at = sound.currentTime
  for (const [pitch, length] of tune) {
    if (pitch) note(sound, pitch, at, length)
    at += length
  }
}

function note(sound: AudioContext, pitch: number, at: number, length: number) {
  const [tone, volume] = [sound.createOscillator(), sound.createGain()]
  tone.type = pitch < 300 ? 'square' : 'sine'
  tone.frequency.value = pitch
  volume.gain.setValueAtTime(LOUD, at)
  volume.gain.exponentialRampToValueAtTime(.001, at + length) // without a fade it clicks
  tone.connect(volume).connect(sound.destination)
  tone.start(at)
  tone.stop(at + length)
}
