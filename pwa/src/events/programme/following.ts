/* Following an event and taking it back; both wait on the phone when there is no network. */
import { computed } from 'vue'
import type { EventDetail } from '../../app/api/shapes'
import { send, type Letter } from '../../app/outbox'
import { toast } from '../../app/toast'
import { letters } from '../../app/waiting'
import { strings } from './strings'

const path = (event: string) => `/events/${event}/follow`

/** Whether I follow it; what still waits on this phone is newer than what the server said. */
export function isFollowing(event: Pick<EventDetail, 'id' | 'following'>, waiting: Letter[]) {
  const last = waiting.filter(letter => !letter.refused && letter.path === path(event.id)).pop()
  return last ? last.method === 'PUT' : event.following
}

export function useFollowing(event: () => EventDetail, changed: () => Promise<void>) {
  const words = strings.follow
  const following = computed(() => isFollowing(event(), letters.value))

  async function set(on: boolean) {
    const { id, title } = event()
    const label = on ? words.label(title) : words.stopLabel(title)
    const sent = await send({ method: on ? 'PUT' : 'DELETE', path: path(id), body: {}, label })
    await changed()
    const said = on ? words.done : words.undone
    toast(sent.state === 'sent' ? said : words.kept, on ? undefined : { label: words.undo, run: () => { set(true).catch(() => {}) } })
  }
  return { following, toggle: () => set(!following.value) }
}
