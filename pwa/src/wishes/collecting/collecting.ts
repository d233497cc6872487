/* How far collecting is, and opening the wall. */
import { ref } from 'vue'
import { api } from '../../app/api/client'
import type { Collecting } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

export const useCollecting = (fair: () => string) =>
  useCached<Collecting>(() => `collecting.${fair()}`, () => api.get('/fairs/{fair}/collecting', { path: { fair: fair() } }))

export function useOpening(fair: () => string, done: () => void) {
  const asking = ref(false)
  const client_id = uuid()
  const opening = useSubmit(async () => {
    const { opened } = await api.post('/fairs/{fair}/wall', { path: { fair: fair() }, body: { client_id } })
    toast(strings.wallDone(opened))
    asking.value = false
    done()
  })
  return { asking, ...opening }
}
