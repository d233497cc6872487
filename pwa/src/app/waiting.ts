/* What the outbox holds, for the screen. Kept apart from outbox.ts so that the first screen need not load a database. */
import { computed, ref, shallowRef } from 'vue'
import type { Letter } from './db'

export const letters = shallowRef<Letter[]>([])
export const flushing = ref(false)
export const waitingLetters = computed(() => letters.value.filter(letter => !letter.refused))
export const refusedLetters = computed(() => letters.value.filter(letter => letter.refused))

/** Rows of a scanning phone, this person's: see scans.ts. */
export const waitingScans = ref(0)
export const scansToRead = ref(0)
