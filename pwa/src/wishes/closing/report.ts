/* The closing report: its figures, and each wish's path a page at a time, or all of them for paper. */
import { computed, nextTick, ref } from 'vue'
import { api } from '../../app/api/client'
import type { Page, Report, ReportWish } from '../../app/api/shapes'
import { numberText } from '../../app/format'
import { usePages } from '../../app/lists'
import { useCached } from '../../app/store'
import { toast } from '../../app/toast'
import { strings } from './strings'

export interface Line { label: string, values: number[] }

/** The figures of one table, in the order the server gives. */
export function figureLines(report: Report) {
  const values = ({ wishes, delivered, unfinished }: { wishes: number, delivered: number, unfinished: number }) => [wishes, delivered, unfinished]
  return {
    state: report.by_state.map(({ state, wishes }): Line => ({ label: strings.states[state], values: [wishes] })),
    group: report.by_group.map((row): Line => ({ label: row.group, values: values(row) })),
    district: report.by_district.map((row): Line => ({ label: row.district, values: values(row) })),
    channel: report.by_channel.map((row): Line => ({ label: strings.channels[row.channel], values: values(row) })),
    withdrawn: report.withdrawn.map(({ reason, wishes }): Line => ({ label: strings.withdrawn[reason], values: [wishes] })),
  }
}

/** What happened, and for a claim how it came in. */
export function actText({ act, channel }: ReportWish['path'][number]) {
  const word = strings.acts[act]
  const way = channel && strings.channels[channel as keyof typeof strings.channels]
  return way ? strings.byChannel(word, way) : word
}

/** A part of a day is a day. */
const wholeDays = (days: number) => numberText(Math.max(1, Math.ceil(days)))

/** How long one part of the way took, in one sentence. */
export const spanText = ({ median_days, max_days, wishes }: Report['open_to_claimed']) =>
  median_days === null || max_days === null ? strings.noSpan : strings.span(wholeDays(median_days), wholeDays(max_days), wishes)

const PAGES = 60 // of a hundred wishes: no fair is larger

export function useReport(fair: () => string) {
  const state = useCached<Report>(() => `report.${fair()}`, () => api.get('/fairs/{fair}/report', { path: { fair: fair() } }))
  const show = ref<'unfinished' | 'all'>('unfinished')
  const ask = (which: 'unfinished' | 'all', limit: number, cursor?: string | null): Promise<Page<ReportWish>> =>
    api.get('/fairs/{fair}/report/wishes', { path: { fair: fair() }, query: { show: which, cursor, limit } })
  const list = usePages<ReportWish>(() => `report.${fair()}.${show.value}`, cursor => ask(show.value, 20, cursor))

  const all = ref<ReportWish[]>()
  const gathering = ref(false)
  /** Paper has no "more": every wish is fetched first. */
  async function printAll() {
    if (gathering.value) return
    gathering.value = true
    try {
      const found: ReportWish[] = []
      let cursor: string | null | undefined
      for (let page = 0; page < PAGES && cursor !== null; page++) {
        const answer = await ask('all', 100, cursor)
        found.push(...answer.items)
        cursor = answer.next
      }
      all.value = found
      await nextTick()
      window.print()
    } catch (failure) {
      toast((failure as Error).message)
    } finally {
      gathering.value = false
      all.value = undefined
    }
  }
  function reload() {
    state.reload()
    list.reload()
  }
  return { state, show, list, rows: computed(() => all.value ?? list.items.value), whole: computed(() => !!all.value), gathering, printAll, reload }
}
