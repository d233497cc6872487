/* Asking for certificates, and cutting their lines into sheets of paper. */
import { computed, reactive, ref, shallowRef, watch } from 'vue'
import { api, ApiError } from '../../../app/api/client'
import type { CertificateItem, CertificatePaper, HourEntry, OwnCertificate, Page } from '../../../app/api/shapes'
import { cityDay, serverNow } from '../../../app/clock'
import { useSubmit } from '../../../app/form'
import { usePages } from '../../../app/lists'
import { useCached } from '../../../app/store'
import { dayWords, hoursText, problem, useActId } from '../hours'
import { strings } from '../strings'

export type Span = keyof typeof strings.certificates.spans
export const LINES = { first: 12, next: 20 }

/** The lines of each sheet; each has room for what closes the paper, so the last one always holds it. */
export function sheetsOf<T>(lines: T[]): T[][] {
  const sheets = [lines.slice(0, LINES.first)]
  for (let at = LINES.first; at < lines.length; at += LINES.next) sheets.push(lines.slice(at, at + LINES.next))
  return sheets
}

/** The days of a choice, both included. */
export function daysOf(span: Exclude<Span, 'event'>, own: { first: string, last: string }, today: string) {
  const year = Number(today.slice(0, 4))
  if (span === 'year') return { first: `${year}-01-01`, last: today }
  if (span === 'last') return { first: `${year - 1}-01-01`, last: `${year - 1}-12-31` }
  return own
}

/** The sentence that certifies, in two halves around the name. */
export function openingOf(paper: CertificatePaper) {
  const words = strings.paper.opening
  if (paper.kind === 'school') return strings.paper.school(words.span(dayWords(paper.first), dayWords(paper.last)), paper.title, paper.sessions)
  const { machine_minutes: machine, hand_minutes: hand, lines } = paper
  const times = lines.reduce((sum, line) => sum + line.times, 0)
  const activities = new Set(lines.map(({ title }) => title)).size
  const said = words.text(words.span(dayWords(paper.first), dayWords(paper.last)), activities, times, hoursText(machine + hand))
  return said + (hand ? words.both(hoursText(machine), hoursText(hand)) : words.machine)
}

/** The activities that may be certified one by one, each once, from the entries that are loaded. */
export function activitiesOf(entries: HourEntry[]) {
  const found = new Map(entries.filter(({ event, state }) => event && state === 'counted').map(({ event, title }) => [event!, title]))
  return [...found].map(([value, label]) => ({ value, label }))
}

export const useCertificates = () => usePages<CertificateItem>('my-certificates', cursor => api.get('/me/certificates', { query: { cursor } }))

export const useCertificate = (code: () => string) =>
  useCached<OwnCertificate>(() => `certificate.${code()}`, () => api.get('/me/certificates/{certificate}', { path: { certificate: code() } }))

export function useIssuing(event: string | undefined, made: (certificate: OwnCertificate) => void) {
  const today = cityDay(serverNow())
  const choice = reactive({ span: (event ? 'event' : 'year') as Span, event: event ?? '', first: `${today.slice(0, 4)}-01-01`, last: today })
  const idOf = useActId()
  const entries = useCached<Page<HourEntry>>('hours.activities', () => api.get('/me/hours', { query: { limit: 100 } }))
  const activities = computed(() => activitiesOf(entries.data.value?.items ?? []))
  const sending = useSubmit(async () => {
    if (choice.span === 'event' && !choice.event) throw problem('event', strings.certificates.eventMissing)
    const body = choice.span === 'event' ? { event: choice.event } : daysOf(choice.span, { first: choice.first, last: choice.last }, today)
    made(await api.post('/me/certificates', { body: { client_id: idOf(body), ...body } }))
  })
  return { choice, activities, sending }
}

export function useReplacing(code: () => string, made: (certificate: OwnCertificate) => void) {
  const idOf = useActId()
  return useSubmit(async () => {
    const body = { replaces: code() }
    made(await api.post('/me/certificates', { body: { client_id: idOf(body), ...body } }))
  })
}

/** Asks each time and keeps nothing on the phone: an answer of yesterday proves nothing today, and the paper is somebody else's. */
export function useVerifying(code: () => string) {
  const paper = shallowRef<CertificatePaper>()
  const failure = shallowRef<ApiError>()
  const loading = ref(false)
  async function verify() {
    const asked = code()
    paper.value = failure.value = undefined
    if (!asked) return
    loading.value = true
    try {
      const found: CertificatePaper = await api.get('/certificates/{certificate}', { path: { certificate: asked } })
      if (asked === code()) paper.value = found
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      if (asked === code()) failure.value = caught
    } finally {
      if (asked === code()) loading.value = false
    }
  }
  watch(code, verify, { immediate: true })
  return { paper, failure, loading, verify }
}

/** A typed code: twelve letters and digits in capitals, without spaces and dashes; undefined for anything else. */
export function readVerifyCode(typed: string): string | undefined {
  const code = typed.toUpperCase().replace(/[\s-]/g, '')
  return /^[2-9A-HJKMNP-Z]{12}$/.test(code) ? code : undefined
}
