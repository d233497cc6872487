/* The note of a lesson: written at any moment while reading, kept when the writer puts it away or leaves. */
import { computed, ref } from 'vue'
import type { Lesson, OwnNote, Page } from '../../app/api/shapes'
import { api } from '../../app/api/client'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { tellNote, waitingBody } from './telling'

export const fetchNotes = (cursor?: string): Promise<Page<OwnNote>> => api.get('/me/notes', { query: { cursor } })

export function useNote(lesson: Lesson) {
  const waiting = waitingBody(`/lessons/${lesson.id}/note`, 'text')?.text as string | undefined
  const kept = ref((waiting ?? lesson.note ?? '').trim())
  const waits = ref(waiting !== undefined) // on this phone, not at the server yet
  const draft = useDraft(`note.${lesson.id}`, { text: kept.value })
  const changed = computed(() => draft.values.text.trim() !== kept.value)

  const { failure, submit } = useSubmit(async () => {
    const text = draft.values.text.trim()
    if (text === kept.value) return
    const { state } = await tellNote(lesson, text)
    kept.value = text
    waits.value = state === 'kept'
    draft.settle({ text })
  })
  return { values: draft.values, kept, changed, waits, failure, save: submit }
}
