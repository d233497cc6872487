import { expect, test } from 'vitest'
import type { EventDetail } from '../app/api/shapes'
import type { Letter } from '../app/db'
import { standingOf } from './registering'

const event = (registered: boolean) => ({ id: 'e1', registered } as EventDetail)
const letter = (method: Letter['method'], more: Partial<Letter> = {}) =>
  ({ id: method, method, path: '/events/e1/registration', body: {}, label: '', at: 0, owner: null, ...more }) as Letter

test('the server says whether I am signed up', () => {
  expect(standingOf(event(true), [])).toEqual({ registered: true, waits: false })
})

test('what waits on this phone is newer', () => {
  expect(standingOf(event(false), [letter('PUT')])).toEqual({ registered: true, waits: true })
  expect(standingOf(event(false), [letter('PUT'), letter('DELETE')])).toEqual({ registered: false, waits: true })
})

test('what was refused, or is about another event, changes nothing', () => {
  expect(standingOf(event(false), [letter('PUT', { refused: { code: '', reason: '' } }), letter('PUT', { path: '/events/e2/registration' })]))
    .toEqual({ registered: false, waits: false })
})
