import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApp, nextTick, ref } from 'vue'
import { useHold } from './holding'

const sent = vi.fn()
const gone = vi.fn()
let reply: (method: string) => Response | Promise<Response>
let leave = () => {}
const json = (status: number, body: object) => new Response(JSON.stringify(body), { status })
const inMinutes = (n: number) => new Date(Date.now() + n * 60_000).toISOString()
const settled = () => new Promise(done => setTimeout(done))
const client = { known: () => 'aaaa' }

function open(wanted = ref(true)) {
  let hold!: ReturnType<typeof useHold>
  const app = createApp({ setup() { hold = useHold('HXJC68', client, wanted, gone); return () => null } })
  app.mount(document.createElement('div'))
  leave = () => app.unmount()
  return { ...hold, wanted }
}
const methods = () => sent.mock.calls.map(([method]) => method)

beforeEach(() => {
  sent.mockClear()
  gone.mockClear()
  reply = method => method === 'PUT' ? json(200, { until: inMinutes(15) }) : new Response(null, { status: 204 })
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    sent(asked.method, path, JSON.parse(String(asked.body)), asked.keepalive)
    return reply(asked.method!)
  })
})
afterEach(() => {
  leave()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('an open card holds the wish, and says until when', async () => {
  const { until } = open()
  await settled()
  expect(sent.mock.calls[0]!.slice(0, 3)).toEqual(['PUT', '/api/v1/wishes/HXJC68/hold', { client_id: 'aaaa' }])
  expect(until.value).toBeGreaterThan(Date.now())
})

test('a card that is not open yet holds nothing', async () => {
  const { wanted } = open(ref(false))
  await settled()
  expect(sent).not.toHaveBeenCalled()
  wanted.value = true
  await nextTick()
  expect(methods()).toEqual(['PUT'])
})

test('leaving lets go once, also while the page is being closed', async () => {
  open()
  await settled()
  dispatchEvent(new Event('pagehide'))
  leave()
  leave = () => {}
  expect(methods()).toEqual(['PUT', 'DELETE'])
  expect(sent.mock.calls[1]!.slice(2)).toEqual([{ client_id: 'aaaa' }, true])
})

test('claiming does not let go before the claim is there', async () => {
  const { wanted } = open()
  await settled()
  wanted.value = false // the receipt is kept before the claim is sent
  await nextTick()
  expect(methods()).toEqual(['PUT'])
})

test('somebody else holds it: the refusal is told, and there is nothing to let go', async () => {
  reply = () => json(409, { code: 'wish_held', title: '有人正在填写', similar: [{ code: '4NXZZQ' }] })
  const { held, until } = open()
  await settled()
  expect([held.value?.code, until.value]).toEqual(['wish_held', undefined])
  leave()
  leave = () => {}
  expect(methods()).toEqual(['PUT'])
})

test('a wish that somebody has is asked for again', async () => {
  reply = () => json(409, { code: 'wish_already_claimed' })
  const { held } = open()
  await settled()
  expect([held.value, gone.mock.calls.length]).toEqual([undefined, 1])
})

test('without a network, or past the limit, claiming works without a hold', async () => {
  reply = () => Promise.reject(new TypeError())
  const away = open()
  await settled()
  expect([away.held.value, away.until.value]).toEqual([undefined, undefined])
  leave()
  reply = () => json(200, { until: null })
  const limited = open()
  await settled()
  expect([limited.held.value, limited.until.value]).toEqual([undefined, undefined])
})

test('when the time is up the card says so', async () => {
  vi.useFakeTimers()
  const { over } = open()
  await vi.advanceTimersByTimeAsync(10)
  expect(over.value).toBe(false)
  await vi.advanceTimersByTimeAsync(16 * 60_000)
  expect(over.value).toBe(true)
})
