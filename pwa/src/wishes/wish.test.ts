import { expect, test } from 'vitest'
import type { Receipt } from '../app/receipts'
import { byText, sorry } from './states'
import { strings } from './strings'
import { claimOf } from './wish'

const receipt = { code: 'HXJC68', client_id: 'c1', number: '8362-4417', promise_by: '2026-12-05' } as Receipt
const now = Date.parse('2026-11-21T14:00:00Z')

test('a claim is mine by account', () => {
  expect(claimOf({ state: 'claimed', claim: { mine: true, number: '1', promise_by: '2026-12-01' } })).toMatchObject({ number: '1', by: '2026-12-01' })
})

test('a claim is mine by the receipt of this phone', () => {
  expect(claimOf({ state: 'claimed', claim: { mine: false } }, receipt)).toEqual({ number: '8362-4417', by: '2026-12-05', clientId: 'c1' })
})

test('a claim that waits, a wish that is open again and one of somebody else are not mine', () => {
  expect(claimOf({ state: 'claimed', claim: { mine: false } }, { ...receipt, number: undefined })).toBeUndefined()
  expect(claimOf({ state: 'open', claim: null }, receipt)).toBeUndefined()
  expect(claimOf({ state: 'claimed', claim: { mine: false } })).toBeUndefined()
})

test('an open wish whose day has passed says that a new day will be told', () => {
  expect(byText({ by: '2023-07-09', state: 'open' }, now)).toBe(strings.wish.byPassed('2023年7月9日 周日'))
  expect(byText({ by: '2023-07-09', state: 'claimed' }, now)).toBe('2023年7月9日 周日前')
  expect(byText({ by: '2026-11-21', state: 'open' }, now)).toBe('11月21日 周六前')
  expect(byText({ by: null, state: 'open' }, now)).toBe(strings.wish.byOpen)
})

test('whoever comes too late is told whether it was claimed or withdrawn', () => {
  expect([sorry({ state: 'claimed' }), sorry({ state: 'withdrawn' })]).toEqual([strings.wish.taken, strings.wish.withdrawn])
})
