import { beforeEach, expect, test } from 'vitest'
import type { Me, WalkRoute } from '../../app/api/shapes'
import { me } from '../../app/session'
import { changeVisit, finished, handable, keepVisit, nextStop, visits, visitToday, walkAgain, walkOf, type Visit } from './progress'

const NOW = Date.parse('2026-11-21T04:00:00Z')
const route = { id: 'r', stops: ['a', 'b', 'c'].map(id => ({ id, name: id })), visits: [] } as unknown as WalkRoute
let count = 0
const visit = (stop: string, at: string, more: Partial<Visit> = {}): Visit => ({ id: `v${count++}`, route: 'r', stop, code: 'AB23CD', name: stop, at, owner: null, ...more })
const reached = (...stops: string[]) => new Map(stops.map((stop, at) => [stop, new Date(NOW + at * 60_000).toISOString()]))

beforeEach(() => {
  localStorage.clear()
  for (const { id } of [...visits.value]) changeVisit(id, { route: 'gone', stop: 'gone', declined: true })
  walkAgain('r', new Date(0))
  me.value = null
})

test('any order counts, and the next one after the latest is suggested', () => {
  expect(nextStop(route, reached())).toMatchObject({ number: 1, stop: { id: 'a' } })
  expect(nextStop(route, reached('a'))?.stop.id).toBe('b')
  expect(nextStop(route, reached('b'))?.stop.id).toBe('c')
  expect(nextStop(route, reached('b', 'c'))?.stop.id).toBe('a')
  expect(nextStop(route, reached('c', 'a', 'b'))).toBeUndefined()
})

test('a route is finished when every stop it has now was reached', () => {
  expect(finished(route, reached('a', 'b'))).toBe(false)
  expect(finished(route, reached('c', 'b', 'a'))).toBe(true)
  expect(finished({ ...route, stops: [] }, reached())).toBe(false)
})

test('a stop is reached once a day, by the city’s day', () => {
  keepVisit(visit('a', '2026-11-20T16:30:00Z')) // half past midnight in the city
  expect(visitToday('a', NOW)?.stop).toBe('a')
  expect(visitToday('a', NOW + 24 * 3600_000)).toBeUndefined()
  expect(visitToday('b', NOW)).toBeUndefined()
})

test('progress is what this phone and the server remember, without stops that are gone', () => {
  keepVisit(visit('a', '2026-11-21T03:00:00Z'))
  keepVisit(visit('removed', '2026-11-21T03:10:00Z'))
  const done = walkOf({ ...route, visits: [{ stop: 'b', occurred_at: '2026-11-01T03:00:00Z' }, { stop: 'a', occurred_at: '2026-11-01T03:00:00Z' }] })
  expect([...done]).toEqual([['b', '2026-11-01T03:00:00Z'], ['a', '2026-11-21T03:00:00Z']])
})

test('walking again counts from then on, and loses nothing', () => {
  keepVisit(visit('a', '2026-11-21T03:00:00Z'))
  walkAgain('r', new Date('2026-11-21T03:30:00Z'))
  expect(walkOf(route).size).toBe(0)
  keepVisit(visit('b', '2026-11-21T04:00:00Z'))
  expect([...walkOf(route).keys()]).toEqual(['b'])
  expect(visits.value.filter(one => one.route === 'r')).toHaveLength(2)
})

test('on a shared phone nobody sees where somebody else was', () => {
  keepVisit(visit('a', '2026-11-21T03:00:00Z', { owner: 'wang' }))
  expect(walkOf(route).size).toBe(0)
  me.value = { id: 'wang' } as Me
  expect(walkOf(route).size).toBe(1)
})

test('only what was walked today in nobody’s name can be handed in', () => {
  keepVisit(visit('a', '2026-11-21T03:00:00Z'))
  keepVisit(visit('b', '2026-11-20T03:00:00Z'))
  keepVisit(visit('c', '2026-11-21T03:00:00Z', { owner: 'wang' }))
  const [offered] = handable(NOW)
  expect([handable(NOW).length, offered?.stop]).toEqual([1, 'a'])
  changeVisit(offered!.id, { declined: true })
  expect(handable(NOW)).toEqual([])
})

test('what another tab recorded is not written over', () => {
  const other = visit('b', '2026-11-21T03:00:00Z')
  localStorage.setItem('weiguang.visits', JSON.stringify([other]))
  keepVisit(visit('a', '2026-11-21T03:05:00Z'))
  expect(visits.value.map(({ stop }) => stop)).toEqual(['b', 'a'])
})
