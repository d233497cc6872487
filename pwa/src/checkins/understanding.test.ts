import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { lookUp, understand } from './understanding'

const answer = (status: number, body: object) => vi.stubGlobal('fetch', vi.fn(async () => new Response(JSON.stringify(body), { status })))

beforeEach(() => sessionStorage.clear())
afterEach(() => vi.unstubAllGlobals())

test.each([
  ['HXJC68'], ['hxjc-68'], [`${location.origin}/W/HXJC68`], [`${location.origin}/wishes/hxjc68`.toUpperCase()],
])('%s is a wish', text => {
  expect(understand(text)).toMatchObject({ kind: 'wish', code: 'HXJC68', to: '/wishes/HXJC68' })
})

test('a check-in code takes its moment with it', () => {
  const now = new Date('2026-11-21T14:00:00Z')
  expect(understand(`${location.origin}/C/RC35H3/JYDQ8AQBTT`, now)).toMatchObject({
    kind: 'check-in', to: '/C/RC35H3/JYDQ8AQBTT', scan: { code: 'RC35H3', proof: 'JYDQ8AQBTT', at: now.toISOString() },
  })
})

test.each(['/R/AB23CD', '/r/ab23cd'])('%s is a plaque of a route', path => {
  expect(understand(location.origin + path)).toEqual({ kind: 'stop', code: 'AB23CD', to: '/R/AB23CD' })
})

test('a bare code that is no wish may stand on a plaque', async () => {
  vi.stubGlobal('fetch', async (path: string) => path.includes('/wishes/')
    ? new Response('{"code":"not_found","title":"没有找到"}', { status: 404 })
    : new Response(JSON.stringify({ stop: 's', route: { id: 'r', title: '红色路', stops: [{ id: 's', name: '码头' }] } })))
  expect(await lookUp(understand('AB23CD'))).toMatchObject({ kind: 'stop', to: '/R/AB23CD', spot: { stop: { name: '码头' } } })
})

test('links to elsewhere are named as such and never opened', () => {
  expect(understand('https://example.com/W/HXJC68')).toEqual({ kind: 'unknown', foreign: true })
  expect(understand('你好')).toEqual({ kind: 'unknown', foreign: false })
})

test('what was found is called by its name', async () => {
  answer(200, { code: 'HXJC68', item: '一台小型除湿机', state: 'open' })
  expect(await lookUp(understand('HXJC68'))).toMatchObject({ kind: 'wish', wish: { item: '一台小型除湿机' } })
})

test('an unknown code and a missing network are told apart', async () => {
  answer(404, { code: 'not_found', title: '没有找到' })
  expect(await lookUp(understand('ZZZZZZ'))).toMatchObject({ missing: true, offline: false })
  vi.stubGlobal('fetch', async () => { throw new TypeError() })
  expect(await lookUp(understand('ZZZZZZ'))).toMatchObject({ missing: false, offline: true })
})

test('a printed plaque carries no proof and opens its own page', () => {
  expect(understand(`${location.origin}/C/RC35H3`.toUpperCase())).toEqual({ kind: 'plaque', code: 'RC35H3', to: '/C/RC35H3' })
})
