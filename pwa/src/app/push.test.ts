import { beforeEach, expect, test, vi } from 'vitest'
import { readNote } from '../sw/note'
import { bytes, pushState, subscribe } from './push'

const net = vi.fn<typeof fetch>()
beforeEach(() => {
  vi.useRealTimers()
  net.mockReset().mockImplementation(() => Promise.resolve(new Response('{"key":"AQID"}')))
  vi.stubGlobal('fetch', net)
})

test('a VAPID key is read from base64url without padding', () => {
  expect([...bytes('AQID_-8')]).toEqual([1, 2, 3, 255, 239])
  expect(bytes('')).toHaveLength(0)
})

test('a browser without Push says so', async () => {
  expect(await pushState()).toBe('unsupported')
})

test('a refusal is not asked again', async () => {
  phone({ permission: 'denied' })
  expect(await pushState()).toBe('denied')
})

test('consent is told to the server', async () => {
  phone({ subscribe: () => Promise.resolve(subscription) })
  expect(await subscribe()).toBe('on')
  const [path, init] = net.mock.calls[1]!
  expect([path, init!.method, init!.body]).toEqual(['/api/v1/push/subscription', 'PUT', '{"endpoint":"https://push.example/1","keys":{"p256dh":"p","auth":"a"}}'])
})

test('a push service that never answers is given up after 8 seconds', async () => {
  vi.useFakeTimers()
  phone({ subscribe: () => new Promise(() => {}) })
  const asked = subscribe()
  await vi.advanceTimersByTimeAsync(8100)
  expect(await asked).toBe('blocked')
})

test('a push always has something to show, and never leads elsewhere', () => {
  expect(readNote(() => undefined)).toMatchObject({ title: '微光', url: '/inbox' })
  expect(readNote(() => { throw new SyntaxError() })).toMatchObject({ url: '/inbox' })
  expect(readNote(() => ({ title: '改期', body: '周三', tag: 'n1', url: '/inbox/1' }))).toEqual({ title: '改期', body: '周三', tag: 'n1', url: '/inbox/1' })
  for (const url of ['https://evil.example', '//evil.example', '/\\evil.example', 3]) expect(readNote(() => ({ url })).url).toBe('/inbox')
})

const subscription = { endpoint: 'https://push.example/1', toJSON: () => ({ endpoint: 'https://push.example/1', keys: { p256dh: 'p', auth: 'a' } }) }

function phone({ permission = 'granted', subscribe = () => Promise.resolve<unknown>(subscription) }) {
  const pushManager = { subscribe, getSubscription: () => Promise.resolve(null) }
  vi.stubGlobal('PushManager', class {})
  vi.stubGlobal('Notification', { permission, requestPermission: () => Promise.resolve(permission) })
  vi.stubGlobal('navigator', { ...navigator, onLine: true, serviceWorker: { ready: Promise.resolve({ pushManager }), getRegistration: () => Promise.resolve({ pushManager }) } })
}
