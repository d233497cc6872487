import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { WishItem } from '../../app/api/shapes'
import { db } from '../../app/db'
import { loadReceipts, receipts } from '../../app/receipts'
import { decisionsFor } from './conflicts'
import { useListing } from './listing'

const wishes = [{ code: 'HXJC68', serial: 12, item: '一台小型除湿机' }, { code: '4NXZZQ', serial: 7, item: '一把拐杖' }] as WishItem[]
const sent = vi.fn()
let reply: () => Response
let scope = effectScope()

function listing() {
  const made = scope.run(() => useListing(() => 'f1', () => wishes))!
  Object.assign(made.values, { organisation: ' 甬城书店 ', name: '王小明', phone: '13800138000', consent: true, codes: '12 4nxzzq 99' })
  return made
}

beforeEach(async () => {
  sessionStorage.clear()
  sent.mockClear()
  scope = effectScope()
  await (await db()).clear('facts')
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

test('what is typed is shown as the wishes it means', () => {
  expect(listing().rows.value.map(({ wish }) => wish?.serial)).toEqual([12, 7, undefined])
})

test('ticking adds to what was typed, and unticking takes it away', () => {
  const { values, picked } = listing()
  picked.value = ['HXJC68']
  expect(values.codes).toBe('12\n99')
  picked.value = ['HXJC68', '4NXZZQ']
  expect(values.codes).toBe('12\n99\n4NXZZQ')
})

test('every claimed row leaves its receipt, and the list is answered row by row', async () => {
  reply = () => new Response(JSON.stringify({ items: [
    { typed: '12', state: 'claimed', code: 'HXJC68', client_id: 'c1', item: '一台小型除湿机', number: '1234-5678', promise_by: '2026-12-05' },
    { typed: '4nxzzq', state: 'taken', code: '4NXZZQ', similar: [] },
    { typed: '99', state: 'unknown' },
  ] }), { status: 200 })
  const { form, answers } = listing()
  await form.submit()
  expect(sent.mock.calls[0]![0]).toMatchObject({ organisation: '甬城书店', codes: ['12', '4nxzzq', '99'], consent: true })
  expect(answers.value?.map(({ state }) => state)).toEqual(['claimed', 'taken', 'unknown'])
  expect(receipts.value.map(({ code, client_id }) => [code, client_id])).toEqual([['HXJC68', 'c1']])
})

test('a list without an organisation or a code is not sent', async () => {
  const { values, form } = listing()
  Object.assign(values, { organisation: '', codes: ' ' })
  await form.submit()
  expect([Object.keys(form.errors.value), sent.mock.calls.length]).toEqual([['codes', 'organisation'], 0])
})

test('an answer that got lost is asked for under the same id', async () => {
  reply = () => new Response('{}', { status: 502 })
  const { form } = listing()
  await form.submit()
  await form.submit()
  const [first, second] = sent.mock.calls.map(([body]) => body.client_id)
  expect(second).toBe(first)
})

test('who gave way is called, and never gets the wish back from here', () => {
  expect(decisionsFor({ kind: 'displaced' })).toEqual(['called', 'offered_other'])
  expect(decisionsFor({ kind: 'paper' })).toContain('give_to_paper')
})
