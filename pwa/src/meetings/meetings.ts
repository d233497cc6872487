/* Meetings as lists and pages tell them. */
import { ref } from 'vue'
import { api } from '../app/api/client'
import type { Meeting, MeetingItem, Page } from '../app/api/shapes'
import { clockText, dayText, momentText } from '../app/format'
import { usePages } from '../app/lists'
import { useCached } from '../app/store'
import { strings } from './strings'

type When = 'coming' | 'past'
export type Told = Pick<MeetingItem, 'starts_at' | 'ends_at' | 'place' | 'branches'>

/** 6月28日 周三 9:00 到 11:00 */
export function spanText({ starts_at, ends_at }: Told, now: number = Date.now()) {
  const end = dayText(starts_at) === dayText(ends_at) ? clockText(ends_at) : momentText(ends_at, now)
  return strings.meeting.until(momentText(starts_at, now), end)
}

export const placeText = ({ place }: Told) => place || strings.online

/** The branches that take part, if they are several. */
export function jointText({ branches }: Told) {
  const names = branches.filter(({ state }) => state === 'accepted').map(({ name }) => name)
  return names.length > 1 ? strings.list.joint(names) : ''
}

const fetchMine = (when: When, cursor?: string): Promise<Page<MeetingItem>> => api.get('/meetings', { query: { when, cursor } })
const fetchConvened = (when: When, cursor?: string): Promise<Page<MeetingItem>> => api.get('/meetings/convened', { query: { when, cursor } })

/** My meetings, or those that I look after. */
export function useMeetings(whose: 'mine' | 'convened') {
  const when = ref<When>('coming')
  const fetchPage = whose === 'mine' ? fetchMine : fetchConvened
  const list = usePages<MeetingItem>(() => `meetings.${whose}.${when.value}`, cursor => fetchPage(when.value, cursor))
  const options = [{ value: 'coming', label: strings.list.coming }, { value: 'past', label: strings.list.past }]
  return { when, list, options }
}

export const readMeeting = (id: string): Promise<Meeting> => api.get('/meetings/{meeting}', { path: { meeting: id } })

export const useMeeting = (id: () => string) => useCached<Meeting>(() => `meeting.${id()}`, () => readMeeting(id()))
