import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Me, Stop } from '../../app/api/shapes'
import { db } from '../../app/db'
import { allLetters, setPerson } from '../../app/outbox'
import { me } from '../../app/session'
import { letters } from '../../app/waiting'
import { isLeft, marked, useStops } from './stops'

const stop = (more: Partial<Stop> = {}) => ({ code: 'AB23CD', item: '拐杖', state: 'ready', stop: 'planned', pictures: [], ...more }) as Stop
const sent = vi.fn()
let online = true
let scope = effectScope()
let stops: Stop[] = []

beforeEach(async () => {
  sent.mockClear()
  online = true
  stops = [stop(), stop({ code: 'EF45GH' })]
  scope = effectScope()
  letters.value = []
  me.value = { id: 'zhou' } as Me
  const base = await db()
  await Promise.all([base.clear('outbox'), base.clear('answers')])
  await setPerson('zhou')
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    if (!online) throw new TypeError()
    if (path.endsWith('/me/teams')) return json({ items: [{ id: 't', name: '一队' }] })
    if (path.includes('/run-sheet')) return json({ items: stops, next: null })
    sent(path, JSON.parse(String(asked.body)))
    return json({ state: 'stored' })
  })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})
const json = (body: unknown) => new Response(JSON.stringify(body))
async function open() {
  const page = scope.run(useStops)!
  await vi.waitFor(() => expect(page.days.value).toBeDefined())
  return page
}

test('a mark tells the moment of the tap and of sending', async () => {
  const { left, mark } = await open()
  expect(left.value).toBe(2)
  stops = [stop({ stop: 'delivered', state: 'delivered' }), stops[1]!]
  await mark(stop(), 'delivered', { receipt: { kind: 'code', value: '1234' } })
  const [path, body] = sent.mock.calls[0]!
  expect(path).toMatch(/\/deliveries\/[0-9a-f-]{36}$/)
  expect(body).toMatchObject({ wish: 'AB23CD', outcome: 'delivered', receipt: { kind: 'code', value: '1234' } })
  expect([Date.parse(body.at), Date.parse(body.sent_at)].every(Number.isFinite)).toBe(true)
  expect(left.value).toBe(1)
})

test('without a network the mark is kept and the stop already looks done', async () => {
  const { days, left, isWaiting, mark } = await open()
  online = false
  await mark(stop(), 'delivered')
  letters.value = await allLetters()
  expect(letters.value).toHaveLength(1)
  expect(isWaiting(stop())).toBe(true)
  expect([days.value![0]!.stops[0]!.stop, left.value]).toEqual(['delivered', 1])
})

test('what the server knows better is not overwritten', () => {
  expect(marked(stop({ state: 'withdrawn' }), 'delivered').state).toBe('withdrawn')
  expect(marked(stop(), 'absent')).toMatchObject({ state: 'ready', stop: 'absent' })
  expect([isLeft(stop()), isLeft(stop({ stop: 'rescheduled' })), isLeft(stop({ state: 'closed' }))]).toEqual([true, false, false])
})
