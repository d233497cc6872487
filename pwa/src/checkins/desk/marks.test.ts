import { expect, test } from 'vitest'
import type { Scan } from '../../app/db'
import { minutesOff } from './line'
import { knownOf, marksOf, undoable } from './marks'
import { ADMITTED, ON_LIST } from './pack'

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

test('whoever was taken back is out again, whatever the pack that was made before says', () => {
  const wang = { id: 'wang', name: '王芳', last4: '0001', flags: ON_LIST | ADMITTED }
  const known = (more: Partial<Scan>, madeAt: number) => knownOf('e1', wang, marksOf([scan({ undoneAt: NOW - 30_000, ...more })], { ...here, pack: { madeAt, people: new Set(['wang']) } }).get('wang'))
  expect([known({}, NOW).admitted, known({ state: 'done' }, NOW - 45_000)]).toMatchObject([false, { on_list: true, admitted: false }])
  expect(known({ state: 'done' }, NOW).admitted).toBe(true) // a newer one knows better
  expect(known({ answer: { state: 'conflict', message: '' } }, NOW).admitted).toBe(true) // they are in at another desk
  const again = marksOf([scan({ undoneAt: NOW - 30_000 }), scan({ id: 'b', at: NOW })], here).get('wang')
  expect(knownOf('e1', wang, again).admitted).toBe(true)
})

const answered = (state: string, more: Partial<Scan> = {}) => scan({ state: 'done', answer: { state, message: '' }, ...more })
test.each([
  ['let in a minute ago', scan(), true],
  ['let in before midnight', scan({ at: NOW - 24 * 3600_000 }), false],
  ['let out', scan({ act: 'out' }), false],
  ['taken back already', scan({ undoneAt: NOW }), false],
  ['admitted by two desks', answered('conflict'), true],
  ['checked in by somebody else', answered('duplicate', { sent: 1 }), false],
  ['sent twice, because the answer was lost', answered('duplicate', { sent: 2 }), true],
  ['refused', answered('refused'), false],
  ['not to be taken back, as the server said', answered('kept'), false],
])('whether somebody %s may be taken back', (_, row, may) => {
  expect(undoable(row, [row], 0, NOW)).toBe(may)
})

test('only the last that this phone did with a person is taken back', () => {
  const [came, left, other] = [scan(), scan({ id: 'b', act: 'out', at: NOW }), scan({ id: 'c', person: 'li', at: NOW })]
  expect([undoable(came, [came, left], 0, NOW), undoable(came, [came, other], 0, NOW)]).toEqual([false, true])
})
