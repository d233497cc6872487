import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { db } from '../../app/db'
import { useHelping } from './helping'

const wish = { code: 'HXJC68', item: '一台小型除湿机', state: 'open' }
const claimed = { ...wish, number: '8362-4417', promise_by: '2026-12-05', next_steps: [], receipt: 'HTTPS://HOST/RECEIPT/HXJC68/ABCD' }
const sent = vi.fn()
let reply: () => Response | Promise<Response>
let scope = effectScope()
const json = (status: number, body: object) => () => new Response(JSON.stringify(body), { status })

async function beside() {
  const made = scope.run(useHelping)!
  await made.find('HXJC68')
  Object.assign(made.values, { name: '陈奶奶', phone: '138 0013 8000', witness: ' 李阿姨 ', consent: true })
  return made
}

beforeEach(async () => {
  sessionStorage.clear()
  sent.mockClear()
  scope = effectScope()
  await (await db()).clear('outbox')
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    if (asked.method === 'GET') return json(200, wish)()
    sent(path, JSON.parse(String(asked.body)))
    return reply()
  })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

test('consent without a witness is not sent', async () => {
  const { values, claiming } = await beside()
  Object.assign(values, { witness: '', consent: false })
  await claiming.submit()
  expect([Object.keys(claiming.errors.value), sent.mock.calls.length]).toEqual([['consent', 'witness'], 0])
})

test('a helped claim ends in a receipt, and nothing of the person stays for the next one but the witness', async () => {
  reply = json(201, claimed)
  const { values, done, claiming, next } = await beside()
  await Promise.all([claiming.submit(), claiming.submit()])
  expect(sent.mock.calls.map(([path]) => path)).toEqual(['/api/v1/wishes/HXJC68/helped-claim'])
  expect(sent.mock.calls[0]![1]).toMatchObject({ phone: '13800138000', witness: '李阿姨', consent: true })
  expect(done.value?.receipt).toContain('/RECEIPT/')
  next()
  expect([done.value, values.name, values.phone, values.witness]).toEqual([undefined, '', '', ' 李阿姨 '])
})

test('without a network it is kept, and asked for again under the same id', async () => {
  reply = () => Promise.reject(new TypeError())
  const { kept, done, claiming } = await beside()
  await claiming.submit()
  expect([kept.value, done.value]).toEqual([true, undefined])
  reply = json(200, claimed)
  await claiming.submit()
  const [first, second] = sent.mock.calls.map(([, body]) => body.client_id)
  expect([second, kept.value, done.value?.number]).toEqual([first, false, '8362-4417'])
})

test('a wrong tear-off code is said beside its field', async () => {
  reply = json(409, { code: 'card_code_wrong', detail: '撕口里的认领码不对' })
  const { claiming } = await beside()
  await claiming.submit()
  expect(claiming.errors.value).toEqual({ card_code: '撕口里的认领码不对' })
})
