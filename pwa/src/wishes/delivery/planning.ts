/* Planning stops: a team, a day, and either its districts or chosen wishes; one answer a wish. */
import { computed, reactive, ref, shallowRef } from 'vue'
import { api, ApiError } from '../../app/api/client'
import type { Page, Planned, Stop, Team } from '../../app/api/shapes'
import { cityDay, serverNow } from '../../app/clock'
import { useSubmit } from '../../app/form'
import { usePages } from '../../app/lists'
import { toast } from '../../app/toast'
import { uuid } from '../../app/uuid'
import { strings } from './strings'

const words = strings.plan

export function usePlanning(fair: () => string, teams: () => Team[]) {
  const list = usePages<Stop>(
    () => `unplanned.${fair()}`,
    (cursor): Promise<Page<Stop>> => api.get('/fairs/{fair}/unplanned', { path: { fair: fair() }, query: { cursor, limit: 50 } }),
  )
  const values = reactive({ team: teams()[0]?.id ?? '', day: cityDay(serverNow()) })
  const chosen = ref<string[]>([])
  const refused = shallowRef<Planned[]>([])
  const team = computed(() => teams().find(({ id }) => id === values.team))
  let asked = { print: '', id: '' } // the same plan keeps its id until it was answered

  async function plan(codes: string[] | null) {
    if (!team.value) return
    if (!values.day || values.day < cityDay(serverNow())) {
      throw new ApiError(422, 'validation_failed', '', words.dayMissing, [{ field: 'day', message: words.dayMissing }])
    }
    const body = { team: team.value.id, day: values.day, codes }
    const print = JSON.stringify(body)
    if (asked.print !== print) asked = { print, id: uuid() }
    const { items } = await api.post('/fairs/{fair}/run-sheets', { path: { fair: fair() }, body: { client_id: asked.id, ...body } })
    asked = { print: '', id: '' }
    refused.value = items.filter(({ state }) => state === 'refused')
    chosen.value = []
    toast(words.done(items.length - refused.value.length))
    list.reload()
  }
  const auto = useSubmit(() => plan(null))
  const some = useSubmit(() => plan(chosen.value))
  return { list, values, team, chosen, refused, auto, some }
}
