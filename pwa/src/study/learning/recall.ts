/* Questions that come again some days after a lesson, for those who said yes. */
import { computed } from 'vue'
import type { Page, Recall } from '../../app/api/shapes'
import { api } from '../../app/api/client'
import { updateMe } from '../../app/account'
import { usePages } from '../../app/lists'
import { me } from '../../app/session'
import { waitingLetters } from '../../app/waiting'

export const RECALLS = 'recalls'
const fetchRecalls = (cursor?: string): Promise<Page<Recall>> => api.get('/me/recalls', { query: { cursor } })
const pathOf = ({ lesson, stage }: Recall) => `/me/recalls/${lesson}/${stage}`

export const wanted = computed(() => !!me.value?.recall)
export const want = (yes: boolean) => updateMe({ recall: yes })

/** Those that are due and not answered on this phone yet. */
export function useRecalls() {
  const state = usePages<Recall>(RECALLS, fetchRecalls)
  const due = computed(() => {
    const answered = new Set(waitingLetters.value.map(({ path }) => path))
    return state.items.value.filter(recall => !answered.has(pathOf(recall)))
  })
  return { ...state, due }
}
