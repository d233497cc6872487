import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { db } from '../app/db'
import { allLetters } from '../app/outbox'
import { loadReceipts, receipts } from '../app/receipts'
import { claimProblems, useClaim } from './claiming'
import { refusals, settle } from './settling'

const claimed = { code: 'HXJC68', item: '一台小型除湿机', number: '8362-4417', promise_by: '2026-12-05', next_steps: ['备好'], claimed_at: '', phone_masked: '', name_masked: '' }
const sent = vi.fn()
let reply: () => Response | Promise<Response>
let scope = effectScope()
const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status })
const lost = () => Promise.reject(new TypeError())

function fill() {
  const claim = scope.run(() => useClaim('HXJC68', () => '一台小型除湿机'))!
  Object.assign(claim.values, { name: ' 王小明 ', phone: '138 0013 8000', consent: true })
  return claim
}

beforeEach(async () => {
  sessionStorage.clear()
  sent.mockClear()
  refusals.value = {}
  scope = effectScope()
  await Promise.all([(await db()).clear('facts'), (await db()).clear('outbox')])
  await loadReceipts()
  vi.stubGlobal('fetch', async (_: string, asked: RequestInit) => {
    sent(JSON.parse(String(asked.body)))
    return reply()
  })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

test('what is missing is said beside its field, before anything is sent', async () => {
  expect(claimProblems({ name: ' ', phone: '12345', consent: false }).map(({ field }) => field)).toEqual(['name', 'phone', 'consent'])
  const claim = scope.run(() => useClaim('HXJC68', () => ''))!
  await claim.submit()
  expect([Object.keys(claim.errors.value), sent.mock.calls.length]).toEqual([['name', 'phone', 'consent'], 0])
})

test('a double tap sends once', async () => {
  reply = json(201, claimed)
  const { submit } = fill()
  await Promise.all([submit(), submit()])
  expect(sent.mock.calls.length).toBe(1)
  expect(sent.mock.calls[0]![0]).toMatchObject({ name: '王小明', phone: '13800138000', consent: true })
})

test('the number stays on the phone, name and phone do not', async () => {
  reply = json(201, claimed)
  const { submit, values } = fill()
  await submit()
  expect(receipts.value[0]).toMatchObject({ code: 'HXJC68', number: '8362-4417', promise_by: '2026-12-05' })
  expect(JSON.stringify([receipts.value, sessionStorage, values])).not.toMatch(/13800138000|王小明/)
})

test('without a network the claim is kept and has no number', async () => {
  reply = lost
  await fill().submit()
  expect([receipts.value[0]?.number, receipts.value[0]?.waiting?.name, (await allLetters()).length]).toEqual([undefined, '王小明', 1])
})

test('once the kept claim was sent, its number is asked for under the same id', async () => {
  reply = lost
  await fill().submit()
  await (await db()).clear('outbox') // the outbox has sent it
  reply = json(200, claimed)
  await settle()
  const [first, second] = sent.mock.calls.map(([body]) => body)
  expect([second, receipts.value[0]?.number, receipts.value[0]?.waiting]).toEqual([first, '8362-4417', undefined])
})

test('a kept claim that came too late is told so, and leaves nothing behind', async () => {
  reply = lost
  await fill().submit()
  const [letter] = await allLetters()
  await (await db()).put('outbox', { ...letter!, refused: { code: 'wish_already_claimed', reason: '刚被认领' } })
  await settle()
  expect([refusals.value.HXJC68?.code, receipts.value.length, (await allLetters()).length]).toEqual(['wish_already_claimed', 0, 0])
})

test('somebody was faster: similar wishes, no receipt, and what was typed stays', async () => {
  reply = json(409, { code: 'wish_already_claimed', title: '刚被认领', similar: [{ code: '4NXZZQ' }] })
  const { submit, taken, similar, values } = fill()
  await submit()
  expect([Boolean(taken.value), similar.value?.[0]?.code, receipts.value.length, values.phone]).toEqual([true, '4NXZZQ', 0, '138 0013 8000'])
})

test('the draft is there after a reload', () => {
  fill()
  scope.stop()
  scope = effectScope()
  expect(scope.run(() => useClaim('HXJC68', () => ''))!.values.phone).toBe('138 0013 8000')
})
