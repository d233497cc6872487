import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type { Me } from '../app/api/shapes'
import { db } from '../app/db'
import { allLetters, setPerson, type Letter } from '../app/outbox'
import { me } from '../app/session'
import { letters } from '../app/waiting'
import { useCheckIn } from './checking-in'
import { scanOf } from './moments'

const scan = () => scanOf('RC35H3', 'JYDQ8AQBTT', new Date('2026-11-21T14:00:00Z'))
const sent = vi.fn()
let reply: () => Response | Promise<Response>
let scope = effectScope()
const start = () => scope.run(useCheckIn)!
const stored = (state: string) => () => new Response(JSON.stringify({ state, event: 'e', title: '公益集市', occurred_at: '2026-11-21T14:00:00Z' }), { status: state === 'stored' ? 201 : 200 })
const refused = (status: number, code: string) => () => new Response(JSON.stringify({ code, title: code, detail: '不行' }), { status })
const lost = () => Promise.reject(new TypeError())

beforeEach(async () => {
  sessionStorage.clear()
  sent.mockClear()
  scope = effectScope()
  letters.value = []
  me.value = { id: 'wang', name: '王芳' } as Me
  await (await db()).clear('outbox')
  await setPerson('wang')
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    sent(path, JSON.parse(String(asked.body ?? '{}')))
    return reply()
  })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

test('the scan is judged by its own moment; the moment of sending is told too', async () => {
  reply = stored('stored')
  const { outcome, answer, checkIn } = start()
  await checkIn(scan())
  expect([outcome.value, answer.value?.title]).toEqual(['stored', '公益集市'])
  const [path, body] = sent.mock.calls[0]!
  expect(path).toMatch(/\/check-ins\/[0-9a-f-]{36}$/)
  expect(body).toMatchObject({ point: 'RC35H3', proof: 'JYDQ8AQBTT', scanned_at: '2026-11-21T14:00:00.000Z' })
  expect(Date.parse(body.sent_at)).toBeGreaterThan(0)
})

test('opening the page again asks with the same id, and is told that it was done', async () => {
  reply = stored('duplicate')
  const { outcome, checkIn } = start()
  await checkIn(scan())
  await checkIn(scan())
  expect(outcome.value).toBe('duplicate')
  expect(new Set(sent.mock.calls.map(([path]) => path)).size).toBe(1)
})

test('without an account nothing is sent, and nothing is kept in anybody’s name', async () => {
  me.value = null
  const { outcome, checkIn } = start()
  await checkIn(scan())
  expect([outcome.value, sent.mock.calls.length, (await allLetters()).length]).toEqual(['sign-in', 0, 0])
})

test.each([
  [409, 'check_in_code_expired', 'expired'], [409, 'scan_time_out_of_range', 'clock'], [404, 'not_found', 'unknown'], [422, 'validation_failed', 'failed'],
])('%i %s is said as %s', async (status, code, said) => {
  reply = refused(status, code)
  const { outcome, checkIn } = start()
  await checkIn(scan())
  expect(outcome.value).toBe(said)
})

test('without a network it is kept, and never called done', async () => {
  reply = lost
  const { outcome, done, checkIn } = start()
  await checkIn(scan())
  expect([outcome.value, done.value, (await allLetters()).length]).toEqual(['kept', false, 1])
})

test('once the kept row was sent, its answer is heard', async () => {
  reply = lost
  const { outcome, checkIn } = start()
  await checkIn(scan())
  letters.value = await allLetters()
  await nextTick()
  reply = stored('duplicate') // the outbox has sent it: asking again finds it there
  letters.value = []
  await vi.waitFor(() => expect(outcome.value).toBe('stored'))
})

test('a kept row that is refused later says why, and does not stay behind', async () => {
  reply = lost
  const { outcome, checkIn } = start()
  await checkIn(scan())
  const [letter] = await allLetters()
  letters.value = [{ ...letter, refused: { code: 'check_in_code_expired', reason: '过期' } } as Letter]
  await vi.waitFor(async () => expect([outcome.value, (await allLetters()).length]).toEqual(['expired', 0]))
})
