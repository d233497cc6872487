/* A centre's figures: who checked in, and who came by unknown. Side by side, never added. */
import { ref } from 'vue'
import { api } from '../../app/api/client'
import type { CentreDay, CentreFigures, CentreOfDay } from '../../app/api/shapes'
import { cityDay, serverNow } from '../../app/clock'
import { usePages } from '../../app/lists'
import { useCached } from '../../app/store'
import { figureText } from '../footfall/figure'
import { strings } from './strings'

const words = strings.figures
const DAY = 86_400_000
const SHOWN = 30 // days

export const daysBefore = (day: string, back: number) => cityDay(Date.parse(`${day}T00:00:00+08:00`) - back * DAY)

/** Known people in one line, the others in the next. */
export const dayLines = ({ known, others }: Pick<CentreDay, 'known' | 'others'>) => words.lines(words.knownText(known.attendances, known.people), figureText(others))

export function useFigures(centre: () => string) {
  const to = ref(cityDay(serverNow()))
  const from = ref(daysBefore(to.value, SHOWN - 1))
  const state = useCached<CentreFigures>(
    () => `centre.${centre()}.figures.${from.value}.${to.value}`,
    () => api.get('/centres/{centre}/figures', { path: { centre: centre() }, query: { from: from.value, to: to.value } }),
  )
  return { from, to, state }
}

export function useFiguresOfDay() {
  const day = ref(cityDay(serverNow()))
  const town = ref('')
  const list = usePages<CentreOfDay>(
    () => `centres.figures.${day.value}.${town.value}`,
    cursor => api.get('/centres/figures', { query: { day: day.value, within: town.value, cursor, limit: 50 } }),
  )
  return { day, town, list }
}
