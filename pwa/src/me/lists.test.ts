import { expect, test } from 'vitest'
import type { Letter } from '../app/db'
import type { Receipt } from '../app/receipts'
import { onlyHere } from './claims'
import { pageOf, split } from './letters'
import { byMonth } from './months'

test('what I did stands under its month, in its order', () => {
  const rows = ['2023-07-01T00:30:00+08:00', '2023-06-30T23:00:00+08:00', '2023-06-01T09:00:00+08:00'].map(occurred_at => ({ occurred_at }))
  expect(byMonth(rows).map(({ month, items }) => [month, items.length])).toEqual([['2023年7月', 1], ['2023年6月', 2]])
})

test('a claim of my account is not shown a second time from this phone', () => {
  const receipts = [{ code: 'AAAAAA' }, { code: 'BBBBBB' }] as Receipt[]
  expect(onlyHere(receipts, [{ code: 'AAAAAA' }]).map(({ code }) => code)).toEqual(['BBBBBB'])
})

test('what another person wrote on this phone is counted, not shown', () => {
  const letters = [{ id: 'a', owner: 'me' }, { id: 'b', owner: null }, { id: 'c', owner: 'she' }] as Letter[]
  expect(split(letters, 'me')).toEqual({ mine: letters.slice(0, 2), others: 1 })
  expect(split(letters, undefined)).toMatchObject({ others: 2 })
})

test.each([
  ['/lessons/l1/completion', '/study/lessons/l1'],
  ['/wishes/D93T4V/claim', '/wishes/D93T4V'],
  ['/events/e1/registration', '/events/e1'],
  ['/events/e1/registration?client_id=c-1', '/events/e1'],
  ['/branches/b1/application', '/branches/b1'],
  ['/suggestions', undefined],
])('%s can be mended at %s', (path, page) => {
  expect(pageOf({ path })).toBe(page)
})
