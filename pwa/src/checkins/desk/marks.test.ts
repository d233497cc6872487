import { expect, test } from 'vitest'
import type { Scan } from '../../app/db'
import { minutesOff } from './line'
import { knownOf, marksOf } from './marks'

const NOW = Date.parse('2023-06-28T10:00:00+08:00')
const here = { point: 'RC35H3', event: 'e1', rule: {}, offset: 0, now: NOW }
const scan = (more: Partial<Scan> = {}) => ({ id: 'a', owner: 'anna', point: 'RC35H3', event: 'e1', person: 'wang', act: 'in', at: NOW - 60_000, state: 'waiting', sealed: { text: '' }, ...more }) as Scan

test('whom this phone let in is known to it, and whom it let out', () => {
  const marks = marksOf([scan(), scan({ act: 'out', at: NOW })], here)
  expect(marks.get('wang')).toEqual({ inside: false, inAt: null })
  expect(knownOf('e1', undefined, marksOf([scan()], here).get('wang'))).toMatchObject({ admitted: true, inside: true, in_at: '2023-06-28T01:59:00.000Z' })
})

test.each([
  ['of another day', scan({ at: NOW - 24 * 3600_000 })],
  ['of another point', scan({ point: 'ABCDEF' })],
  ['that was refused', scan({ state: 'todo', answer: { state: 'refused', message: '' } })],
])('a row %s says nothing', (_, row) => {
  expect(marksOf([row], here).size).toBe(0)
})

test('once for the whole event, another gate of it counts too, whatever the day', () => {
  const rows = [scan({ point: 'ABCDEF', at: NOW - 24 * 3600_000 })]
  expect(marksOf(rows, { ...here, rule: { once: 'event' } }).size).toBe(1)
})

test('a newer pack knows what was answered; what still waits it does not', () => {
  const pack = { madeAt: NOW, people: new Set(['wang']) }
  expect(marksOf([scan({ state: 'done' })], { ...here, pack }).size).toBe(0)
  expect(marksOf([scan()], { ...here, pack }).size).toBe(1)
  expect(marksOf([scan({ state: 'done', person: 'li' })], { ...here, pack }).size).toBe(1) // not one of its people
})

test('a phone whose clock is a day off knows its own people all the same', () => {
  const day = 24 * 3600_000
  expect(marksOf([scan({ at: NOW - day - 60_000 })], { ...here, offset: day }).get('wang')?.inAt).toBe('2023-06-28T01:59:00.000Z')
})

test.each([[0, 0], [119_000, 0], [-121_000, 2], [86_400_000, 1440]])('a clock that is off by %i ms is said as %i minutes', (offset, minutes) => {
  expect(minutesOff(offset)).toBe(minutes)
})
