/* What is done with a term and its sessions: the code at the door, calling off and on. */
import { ref } from 'vue'
import { api } from '../../app/api/client'
import type { SchoolSession, Term } from '../../app/api/shapes'
import { useSubmit } from '../../app/form'
import { useRouter } from '../../app/routing'
import { toast } from '../../app/toast'
import { strings } from './strings'

const words = strings.term

/** `done` reads the term afresh. */
export function useTermDuties(term: () => Term, done: () => unknown) {
  const router = useRouter()
  const cancelling = ref(false)
  const session = ref<SchoolSession>()
  const screen = ref<'/screen' | ''>('')

  const opening = useSubmit(async () => {
    const { point } = await api.get('/school/sessions/{session}/check-in-point', { path: { session: session.value!.id } })
    router.push(`/work/check-in/${point}${screen.value}`)
  })
  function open(chosen: SchoolSession, where: '/screen' | '') {
    session.value = chosen
    screen.value = where
    return opening.submit()
  }

  const put = (id: string, cancelled: boolean) => api.patch('/school/sessions/{session}', { path: { session: id }, body: { cancelled } })
  const switching = useSubmit(async () => {
    const { id, cancelled } = session.value!
    await put(id, !cancelled)
    toast(cancelled ? words.calledOn : words.calledOff, { label: words.undo, run: async () => { await put(id, cancelled); await done() } })
    await done()
  })
  function callOff(chosen: SchoolSession) {
    session.value = chosen
    return switching.submit()
  }

  const ending = useSubmit(async () => {
    const off = term().state !== 'cancelled'
    await api.patch('/school/terms/{term}', { path: { term: term().id }, body: { cancelled: off } })
    cancelling.value = false
    toast(off ? words.cancelled : words.restored)
    await done()
  })
  return { cancelling, opening, open, switching, callOff, ending }
}
