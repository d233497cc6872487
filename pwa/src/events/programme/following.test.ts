import { expect, test } from 'vitest'
import type { Letter } from '../../app/db'
import { isFollowing } from './following'

const letter = (method: Letter['method'], more: Partial<Letter> = {}) => ({ method, path: '/events/e1/follow', ...more }) as Letter

test('the server says whether I follow it, what waits on this phone is newer', () => {
  expect(isFollowing({ id: 'e1', following: true }, [])).toBe(true)
  expect(isFollowing({ id: 'e1', following: false }, [letter('PUT')])).toBe(true)
  expect(isFollowing({ id: 'e1', following: true }, [letter('PUT'), letter('DELETE')])).toBe(false)
})

test('what was refused, or is about another event, changes nothing', () => {
  const others = [letter('PUT', { refused: { code: '', reason: '' } }), letter('PUT', { path: '/events/e2/follow' })]
  expect(isFollowing({ id: 'e1', following: false }, others)).toBe(false)
})
