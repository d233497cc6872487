import { afterEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import type { Fund } from '../../app/api/shapes'
import { amountOf, localMinute, useAct, useAllocating, useRecording } from './fund'
import { strings } from './strings'

interface Asked { method: string, path: string, body: unknown }
const asked: Asked[] = []
let answers: Response[] = []
const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const wish = { code: 'HXJC68', serial: 7, item: '一台小型除湿机' }
const source: Fund['source'] = { organisation: '宁波市慈善总会', filing_number: '51330200MJ8964021KA23001' }

function within<T>(make: () => T): T {
  vi.stubGlobal('fetch', async (path: string, { method = 'GET', body }: RequestInit) => {
    if (method === 'GET') return json({ items: [], next: null })
    asked.push({ method, path, body: typeof body === 'string' ? JSON.parse(body) : body })
    return answers.shift() ?? json({ id: 's1' }, 201)
  })
  return effectScope().run(make)!
}
afterEach(() => {
  asked.length = 0
  answers = []
  sessionStorage.clear()
  vi.unstubAllGlobals()
})

test.each([['', strings.record.amountWrong], ['1.234', strings.record.amountWrong], ['0', strings.record.amountZero], ['10000000.01', strings.record.amountLarge]])('"%s" is told at its field', (typed, told) => {
  expect(() => amountOf(typed)).toThrow(told)
})

test('one act keeps its id until its content changes', () => {
  const act = useAct()
  const first = act({ fen: 1 })
  expect([act({ fen: 1 }) === first, act({ fen: 2 }) === first]).toEqual([true, false])
})

test('the time is the city’s, wherever the phone thinks it is', () => {
  expect(localMinute(Date.UTC(2023, 5, 28, 20, 5))).toBe('2023-06-29T04:05')
})

test('a sale is recorded, then its photo is sent, and the next one keeps the organisation', async () => {
  const changed = vi.fn()
  const { values, soldAt, photo, sending } = within(() => useRecording('f1', source, changed))
  Object.assign(values, { stall: '香囊', amount: '12.50' })
  soldAt.value = '2023-06-28T10:30'
  photo.value = new File(['x'], 'a.jpg', { type: 'image/jpeg' })
  await sending.submit()
  expect(asked.map(({ path }) => path)).toEqual(['/api/v1/fairs/f1/sales', '/api/v1/sales/s1/evidence'])
  expect(asked[0]!.body).toMatchObject({ fen: 1250, sold_at: '2023-06-28T10:30:00+08:00', ...source })
  expect([values.stall, values.organisation, photo.value, changed.mock.calls.length]).toEqual(['', source!.organisation, undefined, 1])
})

test('without a photo nothing is sent and the words stay', async () => {
  const { values, sending } = within(() => useRecording('f2', source, vi.fn()))
  Object.assign(values, { stall: '香囊', amount: '3' })
  await sending.submit()
  expect([asked.length, sending.errors.value.photo, values.stall]).toEqual([0, strings.record.photoMissing, '香囊'])
})

test('a photo that did not arrive is sent again under the same act', async () => {
  const { values, photo, sending } = within(() => useRecording('f3', source, vi.fn()))
  Object.assign(values, { stall: '香囊', amount: '3' })
  photo.value = new File(['x'], 'a.jpg', { type: 'image/jpeg' })
  answers = [json({ id: 's1' }, 201), json({ title: '忙' }, 500)]
  await sending.submit()
  expect([sending.failure.value?.status, values.stall]).toEqual([500, '香囊'])
  await sending.submit()
  const ids = asked.filter(({ path }) => path.endsWith('/sales')).map(({ body }) => (body as { client_id: string }).client_id)
  expect([ids.length, new Set(ids).size, values.stall]).toEqual([2, 1, ''])
})

test('no more is asked for than the fund has', async () => {
  const { chosen, amount, sending } = within(() => useAllocating('f1', () => 5000, vi.fn()))
  chosen.value = wish as never
  await nextTick()
  amount.value = '50.01'
  await sending.submit()
  expect([asked.length, sending.errors.value.fen]).toEqual([0, strings.allocate.over('50.00')])
  amount.value = '50'
  await sending.submit()
  expect(asked[0]!.body).toMatchObject({ wish: 'HXJC68', fen: 5000 })
  expect(chosen.value).toBeUndefined()
})

test('a refusal is told, and the next try is another act', async () => {
  const changed = vi.fn()
  const { chosen, amount, sending } = within(() => useAllocating('f1', () => 5000, changed))
  chosen.value = wish as never
  await nextTick()
  amount.value = '10'
  answers = [json({ code: 'wish_wrong_state', title: '', detail: '已认领', status: 409, errors: [] }, 409)]
  await sending.submit()
  expect([sending.failure.value?.message, (chosen.value as typeof wish | undefined)?.code, changed.mock.calls.length]).toEqual(['已认领', 'HXJC68', 1])
  await sending.submit()
  expect(new Set(asked.map(({ body }) => (body as { client_id: string }).client_id)).size).toBe(2)
})
