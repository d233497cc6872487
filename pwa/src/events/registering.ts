/* Signing up and taking it back; both wait on the phone when there is no network. */
import { computed } from 'vue'
import type { EventDetail, Registration } from '../app/api/shapes'
import { send, type Letter } from '../app/outbox'
import { toast } from '../app/toast'
import { uuid } from '../app/uuid'
import { letters } from '../app/waiting'
import { strings } from './strings'

const path = (event: string) => `/events/${event}/registration`

/** Whether I am signed up; what still waits on this phone is newer than what the server said. */
export function standingOf(event: EventDetail, letters: Letter[]) {
  const waiting = letters.filter(letter => !letter.refused && letter.path === path(event.id)).pop()
  return { registered: waiting ? waiting.method === 'PUT' : event.registered, waits: !!waiting }
}

export function useRegistration(event: () => EventDetail, changed: () => Promise<void>) {
  const words = strings.event
  const registered = computed(() => standingOf(event(), letters.value).registered)

  async function register() {
    const id = uuid()
    const { id: which, title } = event()
    const sent = await send<Registration>({ id, path: path(which), body: { client_id: id }, label: words.label(title) })
    await changed()
    toast(sent.state === 'sent' ? words.done : words.kept)
  }

  async function cancel() {
    const { id, title } = event()
    const sent = await send({ method: 'DELETE', path: path(id), body: {}, label: words.cancelLabel(title) })
    await changed()
    toast(sent.state === 'sent' ? words.cancelled : words.kept, { label: words.undo, run: () => { register().catch(() => {}) } })
  }
  return { registered, register, cancel }
}
