import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { db } from '../app/db'
import { allLetters } from '../app/outbox'
import { keepReceipt, loadReceipts, receipts } from '../app/receipts'
import { toasted } from '../app/toast'
import { giveBack, GRACE, leaving, undoGivingBack } from './giving-back'
import { strings } from './strings'

const sent = vi.fn()
let reply: () => Response | Promise<Response>
const wish = { code: 'HXJC68', item: '一台小型除湿机', client_id: 'c1' }
const kept = () => vi.waitFor(async () => expect((await allLetters()).length).toBe(1))
/** The database of the tests needs timers of its own, so only the ten seconds are moved on. */
const patience = () => vi.advanceTimersByTime(GRACE)

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  sent.mockClear()
  await Promise.all([(await db()).clear('facts'), (await db()).clear('outbox')])
  await loadReceipts()
  await keepReceipt({ ...wish, at: 1, owner: null, number: '1' })
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    sent(asked.method, path, JSON.parse(String(asked.body)))
    return reply()
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('nothing is given back for ten seconds, and the row is safe from the first', async () => {
  giveBack(wish)
  await kept()
  expect([sent.mock.calls.length, leaving.value.has('HXJC68'), toasted.value?.action?.label]).toEqual([0, true, strings.mine.undo])
  undoGivingBack('HXJC68')
  await vi.waitFor(async () => expect((await allLetters()).length).toBe(0))
  patience()
  expect([sent.mock.calls.length, leaving.value.size, receipts.value.length]).toEqual([0, 0, 1])
})

test('then the server is told, with what proves the claim, and the receipt goes', async () => {
  reply = () => new Response(null, { status: 204 })
  giveBack(wish)
  await kept()
  patience()
  await vi.waitFor(() => expect(leaving.value.size).toBe(0))
  expect(sent.mock.calls).toEqual([['DELETE', '/api/v1/wishes/HXJC68/claim', { client_id: 'c1' }]])
  expect([receipts.value.length, toasted.value?.text, (await allLetters()).length]).toEqual([0, strings.mine.gone, 0])
})

test('without a network it waits, and is not called done', async () => {
  reply = () => Promise.reject(new TypeError())
  giveBack(wish)
  await kept()
  patience()
  await vi.waitFor(() => expect(leaving.value.size).toBe(0))
  expect([receipts.value.length, toasted.value?.text, (await allLetters()).length]).toEqual([1, strings.mine.keptBack, 1])
})

test('a claim that is not ours any more leaves no receipt', async () => {
  reply = () => new Response(JSON.stringify({ code: 'claim_not_yours', title: '不是您认领的' }), { status: 403 })
  giveBack(wish)
  await kept()
  patience()
  await vi.waitFor(() => expect(receipts.value.length).toBe(0))
  expect(toasted.value?.text).toBe('不是您认领的')
})
