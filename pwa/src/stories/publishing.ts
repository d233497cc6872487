/* Publishing what was saved, now or at a time; taking it down, and back again. */
import { reactive, type ShallowRef } from 'vue'
import { api, ApiError } from '../app/api/client'
import type { ManagedStory, StoryState } from '../app/api/shapes'
import { serverNow } from '../app/clock'
import { useSubmit } from '../app/form'
import { momentText } from '../app/format'
import { toast } from '../app/toast'
import { cityTime, typedTime } from '../checkins/points/rule'
import { strings } from './work-strings'

const words = strings.publish
export const kindOf = (state: StoryState) => ({ draft: 'plain', scheduled: 'warn', published: 'ok', withdrawn: 'plain' } as const)[state]

/** Why it cannot be planned so. */
export function planProblem({ later, at }: { later: boolean, at: string }, now: number) {
  const moment = later && cityTime(at)
  return !later ? '' : !moment ? words.atMissing : Date.parse(moment) <= now ? words.atPast : ''
}

const put = (story: ManagedStory, publish_at: string | null): Promise<ManagedStory> =>
  api.put('/stories/{story}/publication', { path: { story: story.code }, body: { revision: story.revision, publish_at } })

export function useStoryPublishing(standing: ShallowRef<ManagedStory | undefined>, done: () => void) {
  const planned = standing.value?.state === 'scheduled' ? standing.value.publish_at : null
  const plan = reactive({ later: !!planned, at: typedTime(planned) })

  const publishing = useSubmit(async () => {
    const message = planProblem(plan, serverNow())
    if (message) throw new ApiError(422, 'validation_failed', '', message, [{ field: 'publish_at', message }])
    standing.value = await put(standing.value!, plan.later ? cityTime(plan.at) : null)
    const { state, publish_at } = standing.value
    toast(state === 'scheduled' ? words.scheduled(momentText(publish_at!)) : words.published)
    done()
  })

  const withdrawing = useSubmit(async () => {
    const before = standing.value!
    standing.value = await api.del('/stories/{story}/publication', { path: { story: before.code } })
    const undo = undoing(before)
    toast(before.state === 'published' ? strings.edit.withdrawn : strings.edit.calledOff, { label: strings.edit.undo, run: undo })
  })

  /** Back to what it was: published at its old place, or planned for the same time. */
  const undoing = ({ state, publish_at }: ManagedStory) => async () => {
    try {
      standing.value = await put(standing.value!, state === 'scheduled' ? publish_at : null)
      toast(strings.edit.undone)
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure
      toast(failure.message)
    }
  }
  return { plan, publishing, withdrawing }
}
