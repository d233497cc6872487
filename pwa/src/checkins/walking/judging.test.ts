import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import vectors from '../../../../tests/vectors/plaques.json'
import type { WalkRoute } from '../../app/api/shapes'
import { cached, forgetAnswers, recall } from '../../app/store'
import { digestOf, onPhone, whereIs } from './judging'
import { routeKey } from './routes'

const ID = '64a000000000000000000001'
const route = async (id = ID, code = 'AB23CD') => ({ id, title: '红色路', stops: [{ id: 's1', name: '码头', digest: await digestOf(id, code) }], visits: [] }) as unknown as WalkRoute
const keep = async (one: WalkRoute) => cached(routeKey(one.id), async () => one)
const net = vi.fn<typeof fetch>()

beforeEach(async () => {
  await forgetAnswers()
  vi.stubGlobal('fetch', net.mockReset().mockRejectedValue(new TypeError()))
})
afterEach(() => vi.unstubAllGlobals())

test.each(vectors.digests)('the digest of $code on $route is the server’s', async ({ route, code, digest }) => {
  expect(await digestOf(route, code)).toBe(digest)
})

test('without a network, a code is found on the route that this phone keeps', async () => {
  await keep(await route())
  await keep(await route('64a000000000000000000002', 'ZZZZZZ'))
  expect(await whereIs('AB23CD')).toMatchObject({ route: { id: ID }, stop: { id: 's1' } })
  expect(net).not.toHaveBeenCalled()
})

test('a code of no kept route is unknown to the phone, and away means: not refused', async () => {
  await keep(await route())
  expect(await onPhone('ZZZZZZ')).toBeUndefined()
  expect(await whereIs('ZZZZZZ')).toBe('away')
})

test('what the server finds is kept, for the next stop without signal', async () => {
  net.mockResolvedValueOnce(new Response(JSON.stringify({ stop: 's1', route: await route() })))
  expect(await whereIs('AB23CD')).toMatchObject({ stop: { name: '码头' } })
  expect((await recall<WalkRoute>(routeKey(ID)))?.data.title).toBe('红色路')
  expect(await whereIs('AB23CD')).toMatchObject({ stop: { name: '码头' } })
  expect(net).toHaveBeenCalledTimes(1)
})

test('the server’s reason is handed on', async () => {
  net.mockResolvedValueOnce(new Response('{"code":"not_found","title":"没有找到","detail":"这一站已经撤下了"}', { status: 404 }))
  expect(await whereIs('AB23CD')).toEqual({ closed: '这一站已经撤下了' })
})

test('a page that did not come by https asks the server', async () => {
  await keep(await route())
  vi.stubGlobal('crypto', {})
  expect(await onPhone('AB23CD')).toBeUndefined()
})
