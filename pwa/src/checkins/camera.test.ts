import { expect, test } from 'vitest'
import { stateOf } from './camera'

test.each([
  ['NotAllowedError', 'denied'], ['SecurityError', 'denied'], ['NotReadableError', 'busy'], ['NotFoundError', 'none'], ['OverconstrainedError', 'none'],
])('%s means %s', (name, state) => {
  expect(stateOf(new DOMException('x', name))).toBe(state)
})

test('a web view without any camera interface has none', () => {
  expect(stateOf(new Error('no camera'))).toBe('none')
})
