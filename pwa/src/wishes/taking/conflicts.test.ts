import { expect, test } from 'vitest'
import type { ClaimConflict } from '../../app/api/shapes'
import { decisionsFor, endOf } from './conflicts'

const one = (more: Partial<ClaimConflict>) => ({ kind: 'displaced', wish_state: 'claimed', standing: null, ...more }) as ClaimConflict

test('why somebody is to be called is said by what became of the wish', () => {
  const standing = {} as ClaimConflict['standing']
  expect([one({ standing }), one({ wish_state: 'open' }), one({ wish_state: 'withdrawn' })].map(endOf)).toEqual(['given', 'open', 'withdrawn'])
})

test('who gave way is only called, of two on paper one is chosen', () => {
  expect([decisionsFor(one({})), decisionsFor(one({ kind: 'paper' }))]).toEqual([['called', 'offered_other'], ['give_to_paper', 'keep', 'offered_other']])
})
