/* The scanning phone at work: each code or name becomes one verdict, at once. With a pack the phone decides and the row follows; while
   the network is good the server is asked first, for it also knows what other desks did, but nobody waits for it. */
import { computed, ref, shallowRef, watch } from 'vue'
import { ApiError } from '../../app/api/client'
import type { CheckedIn } from '../../app/api/shapes'
import { clockOffset, serverNow } from '../../app/clock'
import { online } from '../../app/online'
import { allScans, keepScan, putAwayRefused, scansChanged, sendScan, type Scan, type Secret } from '../../app/scans'
import { me } from '../../app/session'
import type { Act, Answer, Rule } from './deciding'
import { judgeCode, judgeName, type Ground, type Judged } from './judging'
import { mark, marksOf, undoable, type Marks } from './marks'
import type { OpenPack, Person } from './pack'
import { looksPersonal, readPersonal } from './personal'
import { checking, heard, noted, notKept, refused, said, type Verdict } from './saying'
import { strings } from './strings'

const SAME = 3_000 // the same code, still before the camera
const PATIENCE = 250 // how long a decided verdict waits for the server

export interface Spot { code: string, event: string | null, rule: Rule }
interface Offer { secret: Secret, judged?: Partial<Judged> }

const goes = (answer: Answer) => answer === 'admit' || answer === 'check_out'
/** A pack may be too old to say so: while there is a network the server has the last word. */
const doubtful: Answer[] = ['not_on_list', 'not_inside', 'unknown_key', 'not_yet_open', 'closed']
/** Without one, somebody who leaves may have come in at another desk: the server will put the two together. */
const keptAnyway: Answer[] = ['not_inside']

/** Nothing is judged before what this phone knows is `ready`. */
export function useScanning(spot: () => Spot, pack: () => OpenPack | undefined, ready: Promise<unknown> = Promise.resolve()) {
  const verdict = shallowRef<Verdict>()
  const act = ref<Act>('in')
  const aloud = ref(true)
  const scans = shallowRef<Scan[]>([])
  const busy = ref(0)
  const seen = new Map<string, number>()
  let marks: Marks = new Map()
  let turn = 0

  async function reload() {
    scans.value = await allScans().catch(() => scans.value)
    mind()
  }
  function mind() {
    const { code: point, event, rule } = spot()
    marks = marksOf(scans.value, { point, event, rule, pack: pack(), offset: clockOffset(), now: serverNow() })
  }
  watch([scansChanged, () => me.value?.id], reload)
  watch([spot, pack], mind)

  let last: Promise<unknown> = Promise.all([ready, reload()])
  const sounds = import('./sounds')
  sounds.catch(() => {}) // without it, colour and word
  const wake = () => { sounds.then(({ wake: begin }) => begin(), () => {}) }

  /** What the camera reads, many times a second. */
  function see(text: string) {
    const now = Date.now()
    const again = now - (seen.get(text) ?? -Infinity) < SAME
    if (busy.value && !again) return // not lost: it is still held out when this one is done
    seen.set(text, now)
    if (seen.size > 50) seen.delete(seen.keys().next().value!)
    if (!again) read(text)
  }

  /** A code that was scanned, pasted, or comes from a scanner at the keyboard. */
  const read = (text: string) => once(async () => {
    const ground = groundNow()
    if (!ground && !looksPersonal(text)) return say(said('unreadable'))
    const judged = ground ? await judgeCode(text, ground, act.value, serverNow()) : { person: readPersonal(text)?.person } // to be known again once the server took it
    await settle({ secret: { proof: text.replace(/\s/g, '').toUpperCase() }, judged })
  })

  /** Somebody whom staff found by name. */
  const admit = (person: Pick<Person, 'id' | 'name'>) => once(async () => {
    const ground = groundNow()
    const judged = ground ? judgeName(person.id, ground, act.value, serverNow()) : undefined
    await settle({ secret: { person: person.id, name: person.name }, judged: judged && { name: person.name, ...judged } })
  })

  /** One after the other: a scanner at the keyboard is faster than a network, and none of its codes may be lost. */
  function once(work: () => Promise<unknown>) {
    busy.value++
    const turnOf = last.then(work).finally(() => { busy.value-- })
    last = turnOf.catch(() => {})
    return turnOf
  }

  const groundNow = (): Ground | undefined => {
    const held = pack()
    return held && { pack: held, event: spot().event, marks }
  }

  async function settle({ secret, judged }: Offer) {
    turn++
    const answer = judged?.answer
    const asks = online.value
    if (answer && !goes(answer) && !(asks ? doubtful : keptAnyway).includes(answer)) return say(said(answer, judged?.name))
    const name = judged?.name ?? secret.name
    const { code: point, event } = spot()
    const person = judged?.person ?? secret.person
    const row = { point, event: pack()?.point.event?.id ?? event ?? undefined, person, act: act.value, at: Date.now(), secret: { ...secret, name } }
    const scan = await keepScan(row, asks).catch(() => undefined)
    if (!scan) return say(notKept)
    if (person && answer && goes(answer)) mark(marks, person, act.value, serverNow())
    const meanwhile = about(scan, !answer ? noted(name) : goes(answer) ? said(answer, name, true) : noted(name, strings.verdict.notedOut))
    if (!asks) return say(meanwhile)
    await ask(scan, answer && goes(answer) ? meanwhile : undefined, about(scan, answer === undefined ? noted(name) : said(answer, name)), name)
  }

  /** Ask the server; a verdict that stands already is said after a moment, and put right if the server knows better. Without one the
   *  server is waited for, and `otherwise` said when it does not answer. A no that was said here and now is no to-do any more. */
  async function ask(scan: Scan, decided: Verdict | undefined, otherwise: Verdict, name?: string) {
    const mine = turn
    const answer = sendScan<CheckedIn>(scan).then(found => about(scan, heard(found, name)), (failure: unknown) => {
      if (!(failure instanceof ApiError)) throw failure
      return refused(failure, name)
    })
    if (!decided) verdict.value = checking
    const soon = await Promise.race([answer, ...decided ? [new Promise<'late'>(done => setTimeout(done, PATIENCE, 'late'))] : []])
    if (soon !== 'late') {
      say(soon ?? decided ?? otherwise)
      return putAwayRefused(scan.id)
    }
    say(decided!)
    answer.then(late => {
      if (late && mine === turn) late.answer === decided!.answer ? verdict.value = late : say(late)
    }, () => {})
  }

  const about = ({ id }: Scan, what: Verdict): Verdict => ({ ...what, scan: id })

  /** What is to be shown instead of an answer that is still on its way. */
  function tell(what: Verdict) {
    turn++
    say(what)
  }
  function say(what: Verdict) {
    verdict.value = what
    const { tone } = what
    if (tone !== 'plain') sounds.then(({ announce }) => announce(tone, aloud.value), () => {})
  }

  const mayUndo = (scan: Scan) => undoable(scan, scans.value, clockOffset(), serverNow())
  const latest = computed(() => scans.value.find(scan => scan.id === verdict.value?.scan && mayUndo(scan)))
  const recent = computed(() => scans.value.filter(({ point, answer }) => point === spot().code && answer?.state !== 'refused').slice(-10).reverse())
  const todos = computed(() => scans.value.filter(({ state }) => state === 'todo'))
  return { verdict, act, aloud, busy, latest, mayUndo, recent, todos, tell, see, read, admit, wake, marks: () => marks }
}
