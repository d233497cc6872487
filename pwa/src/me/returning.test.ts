import { expect, test } from 'vitest'
import { returnPath } from './returning'

test.each(['/study', '/study/lessons/abc?x=1#y', '/C/5MA4UQ/RQA7AVZVSH', '/me', '/sign-inside'])('%s is where one came from', path => {
  expect(returnPath(path)).toBe(path)
})

test.each([undefined, '', 'study', 'https://example.org/', '//example.org', '/\\example.org', 'javascript:alert(1)', '/sign-in', '/sign-in?next=/me', 7])('%s is no page of ours', wanted => {
  expect(returnPath(wanted)).toBe('/me')
})

test('the first of several wins', () => {
  expect(returnPath(['/inbox', '/me'])).toBe('/inbox')
})
