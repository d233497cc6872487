import { beforeEach, expect, test, vi } from 'vitest'
import { clockOffset } from '../clock'
import { online } from '../online'
import { address, api, ApiError, fieldErrors, onSignInRequired } from './client'

const net = vi.fn<typeof fetch>()
beforeEach(() => {
  vi.useRealTimers()
  net.mockReset()
  vi.stubGlobal('fetch', net)
})

test('a path is filled in and empty query values are left out', () => {
  expect(address('/wishes/{code}', { path: { code: 'a/b' } })).toBe('/wishes/a%2Fb')
  expect(address('/wishes', { query: { q: '字典', group: '', cursor: undefined, limit: 20 } })).toBe('/wishes?q=%E5%AD%97%E5%85%B8&limit=20')
})

test('every request carries our header, and a body its type', async () => {
  net.mockImplementation(() => answer(201, { id: 1 }))
  expect(await api.post('/suggestions', { body: { client_id: 'c', text: '好' } })).toEqual({ id: 1 })
  const [path, init] = net.mock.calls[0]!
  expect(path).toBe('/api/v1/suggestions')
  expect(init).toMatchObject({ method: 'POST', credentials: 'same-origin', body: '{"client_id":"c","text":"好"}', headers: { 'X-Weiguang': '1', 'Content-Type': 'application/json' } })
})

test('204 has no content', async () => {
  net.mockResolvedValue(new Response(null, { status: 204 }))
  expect(await api.del('/auth/sessions')).toBeUndefined()
})

test('a problem document becomes an ApiError with everything in it', async () => {
  net.mockImplementation(() => answer(422, { code: 'validation_failed', title: '填写有误', detail: '请检查电话', errors: [{ field: 'phone', message: '电话不对' }], similar: [1] }))
  const failure = await api.put('/wishes/{wish}/claim', { path: { wish: 'AB23CD' } }).catch((caught: ApiError) => caught)
  expect(failure).toMatchObject({ status: 422, code: 'validation_failed', title: '填写有误', message: '请检查电话', body: { similar: [1] } })
  expect(fieldErrors(failure)).toEqual({ phone: '电话不对' })
})

test('a page of HTML from a proxy is still told in plain words', async () => {
  net.mockResolvedValue(new Response('<html>', { status: 502 }))
  await expect(api.get('/site')).rejects.toMatchObject({ status: 502, code: 'http_502', message: expect.stringContaining('稍') })
})

test('no network is an ApiError of status 0, and the app knows it is offline until an answer comes', async () => {
  net.mockRejectedValueOnce(new TypeError('failed'))
  await expect(api.get('/site')).rejects.toMatchObject({ status: 0, offline: true })
  expect(online.value).toBe(false)
  net.mockImplementation(() => answer(200, {}))
  await api.get('/site')
  expect(online.value).toBe(true)
})

test('503 is tried again after the time the server asks for', async () => {
  vi.useFakeTimers()
  net.mockImplementationOnce(() => answer(503, {}, { 'Retry-After': '2' })).mockImplementation(() => answer(200, { ok: 1 }))
  const asked = api.get('/site')
  await vi.advanceTimersByTimeAsync(1900)
  expect(net).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(200)
  expect(await asked).toEqual({ ok: 1 })
})

test.each([429, 500, 502, 504])('%i is not repeated', async status => {
  net.mockImplementation(() => answer(status, {}, { 'Retry-After': '1' }))
  await expect(api.get('/site')).rejects.toMatchObject({ status })
  expect(net).toHaveBeenCalledTimes(1)
})

test('a long Retry-After is told instead of waited for', async () => {
  net.mockImplementation(() => answer(503, {}, { 'Retry-After': '120' }))
  await expect(api.get('/site')).rejects.toMatchObject({ status: 503, retryAfter: 120 })
})

test('a session that is over is told to the session', async () => {
  const over = vi.fn()
  onSignInRequired(over)
  net.mockImplementation(() => answer(401, { code: 'sign_in_required' }))
  await expect(api.get('/me')).rejects.toMatchObject({ status: 401 })
  expect(over).toHaveBeenCalledOnce()
})

test('the phone learns how far its clock is off', async () => {
  net.mockImplementation(() => answer(200, {}, { Date: new Date(Date.now() + 3_600_000).toUTCString() }))
  await api.get('/site')
  expect(Math.abs(clockOffset() - 3_600_000)).toBeLessThan(1500)
})

const answer = (status: number, body = {}, headers = {}) => Promise.resolve(new Response(JSON.stringify(body), { status, headers }))
