import { expect, test } from 'vitest'
import type { EventDetail, Seat } from '../app/api/shapes'
import type { Letter } from '../app/db'
import { answerText, lettersOf, rowsOf, spanText } from './registering'

const shift = { id: 's1', starts_at: '2023-06-28T08:30:00+08:00', ends_at: '2023-06-28T12:00:00+08:00', capacity: 2, placed: 0, waiting: 0, free: 2 }
const event = { id: 'e1', posts: [{ id: 'p1', name: '导医', note: '', shifts: [shift] }] } as unknown as EventDetail
const seat = (more: Partial<Seat> = {}): Seat =>
  ({ client_id: 'c1', shift: null, post: '', starts_at: null, ends_at: null, state: 'placed', position: null, registered_at: '2023-06-01T00:00:00Z', ...more })
const letter = (method: Letter['method'], more: Partial<Letter> = {}) =>
  ({ id: 'c2', method, path: '/events/e1/registration', body: {}, label: '', at: 0, owner: null, ...more }) as Letter

test('a shift that ends on its own day says the day once', () => {
  expect(spanText(shift.starts_at, shift.ends_at)).toMatch(/6月28日 周三 8:30–12:00$/)
  expect(spanText(shift.starts_at, '2023-06-29T01:00:00+08:00')).toMatch(/8:30–.*6月29日 周四 1:00$/)
})

test('the server says where I stand', () => {
  expect(rowsOf(event, [seat({ state: 'waiting', position: 3 })], [])).toMatchObject([{ id: 'c1', state: 'waiting', position: 3 }])
})

test('a sign-up that waits on this phone is shown as kept, with its shift', () => {
  expect(rowsOf(event, [], [letter('PUT', { body: { shift: 's1' } })])).toMatchObject([{ state: 'kept', where: expect.stringContaining('导医') }])
})

test('once it has arrived it is not shown twice', () => {
  expect(rowsOf(event, [seat({ client_id: 'c2' })], [letter('PUT')])).toMatchObject([{ id: 'c2', state: 'placed' }])
})

test('a refused sign-up says why, and another one that waits stays', () => {
  const rows = rowsOf(event, [], [letter('PUT', { refused: { code: 'event_over', reason: '已经结束了' } })])
  expect(rows).toMatchObject([{ state: 'refused', reason: '已经结束了' }])
})

test('a cancel that waits is said at the seat it is about', () => {
  const rows = rowsOf(event, [seat(), seat({ client_id: 'c3', shift: 's1', post: '导医' })], [letter('DELETE', { path: '/events/e1/registration?client_id=c3' })])
  expect(rows.map(({ id, state }) => [id, state])).toEqual([['c3', 'leaving']])
})

test('a sign-up that was cancelled before it was sent is gone', () => {
  expect(rowsOf(event, [], [letter('PUT'), letter('DELETE', { id: 'x', path: '/events/e1/registration?client_id=c2' })])).toEqual([])
})

test('a place at the event as a whole is said only until there is a shift', () => {
  expect(rowsOf(event, [seat(), seat({ client_id: 'c3', shift: 's1' })], [])).toMatchObject([{ id: 'c3' }])
  expect(rowsOf(event, [seat()], [])).toMatchObject([{ id: 'c1' }])
})

test('rows of other events are not mine', () => {
  expect(lettersOf('e1', [letter('PUT'), letter('PUT', { path: '/events/e2/registration' })])).toHaveLength(1)
})

test('the answer names the position in the line', () => {
  expect(answerText({ state: 'waiting', position: 3 })).toContain('3')
  expect(answerText({ state: 'placed', position: null })).toBe('报名成功')
})
