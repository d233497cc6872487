/* My hours by month, and what I ask to be put right. */
import { computed, watch, type Ref } from 'vue'
import { api } from '../../app/api/client'
import type { EventItem, HourChangeMine, HourEntry, HourFigures, HourMonth, Page } from '../../app/api/shapes'
import { useDraft } from '../../app/drafts'
import { useSubmit } from '../../app/form'
import { monthText } from '../../app/format'
import { usePages } from '../../app/lists'
import { send } from '../../app/outbox'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { hoursText, problem, useActId } from './hours'
import { strings } from './strings'

type EntryPage = Page<HourEntry> & { figures: HourFigures, months: HourMonth[] }

/** The entries under their months; the sums come from the server, which knows the entries that are not loaded yet. */
export function monthsOf(items: HourEntry[], sums: HourMonth[]) {
  const known = new Map(sums.map(sum => [sum.month, sum]))
  const months: { month: string, title: string, figures: string, items: HourEntry[] }[] = []
  for (const item of items) {
    const month = item.day.slice(0, 7)
    if (months[months.length - 1]?.month !== month) {
      const sum = known.get(month)
      const figures = sum ? strings.mine.monthFigures(hoursText(sum.machine_minutes), hoursText(sum.hand_minutes)) : ''
      months.push({ month, title: monthText(item.day), figures, items: [] })
    }
    months[months.length - 1]!.items.push(item)
  }
  return months
}

/** How an entry came to be, in one word. */
export const howOf = ({ by_hand, corrected }: Pick<HourEntry, 'by_hand' | 'corrected'>) => !by_hand ? strings.machine : corrected ? strings.handCorrected : strings.byHand

export function changeText({ kind, day, was, minutes }: HourChangeMine, dayText: (day: string) => string) {
  if (minutes === null || minutes === undefined) return dayText(day)
  return kind === 'added' ? strings.mine.changeText.added(dayText(day), hoursText(minutes)) : strings.mine.changeText.corrected(dayText(day), hoursText(was ?? 0), hoursText(minutes))
}

export function useMyHours() {
  const list = usePages<HourEntry>('my-hours', cursor => api.get('/me/hours', { query: { cursor, limit: 50 } }))
  const first = computed(() => list.data.value as EntryPage | undefined)
  return {
    list,
    figures: computed(() => first.value?.figures),
    months: computed(() => monthsOf(list.items.value, first.value?.months ?? [])),
  }
}

export const useMyChanges = () => usePages<HourChangeMine>('my-hour-changes', cursor => api.get('/me/hours/changes', { query: { cursor, limit: 20 } }))

/** Sent now, or kept until there is a network: it is never called sent before the server has it. */
async function ask(body: { client_id: string, text: string, row?: string, event?: string, day?: string }) {
  const { state } = await send({ id: body.client_id, method: 'POST', path: '/me/hours/changes', body, label: strings.entry.label })
  toast(state === 'sent' ? strings.entry.sent : strings.entry.kept)
}

/** Ask that one entry be corrected. What was typed stays until the server has it. */
export function useCorrecting(entry: Ref<HourEntry | undefined>, done: () => void) {
  const { values, clear } = useDraft('hours-correction', { row: '', text: '' })
  const idOf = useActId()
  watch(entry, found => { if (found && found.id !== values.row) Object.assign(values, { row: found.id, text: '' }) })
  const sending = useSubmit(async () => {
    if (values.text.trim().length < 2) throw problem('text', strings.entry.wordsMissing)
    const body = { row: values.row, text: values.text.trim() }
    await ask({ client_id: idOf(body), ...body })
    clear()
    done()
  })
  return { values, sending }
}

/** Ask that a day be added which nobody recorded: one of the events I signed up for. */
export function useMissing(done: () => void) {
  const { values, clear } = useDraft('hours-missing', { event: '', day: '', text: '' })
  const events = useCached<Page<EventItem>>('hours.my-events', () => api.get('/me/registrations', { query: { limit: 100 } }))
  const idOf = useActId()
  watch(() => values.event, id => { values.day = events.data.value?.items.find(event => event.id === id)?.date ?? values.day })
  const sending = useSubmit(async () => {
    if (!values.event) throw problem('event', strings.missing.eventMissing)
    if (!values.day) throw problem('day', strings.missing.dayMissing)
    if (values.text.trim().length < 2) throw problem('text', strings.entry.wordsMissing)
    const body = { event: values.event, day: values.day, text: values.text.trim() }
    await ask({ client_id: idOf(body), ...body })
    clear()
    done()
  })
  return { values, events, sending }
}
