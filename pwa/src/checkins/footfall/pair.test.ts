import { expect, test, vi } from 'vitest'
import { cases } from '../../../../tests/vectors/footfall_pairs.json'
import { freshSecret, pairOf } from './pair'

test.each(cases)('the pair of $secret at $point is what the vectors say', async ({ secret, register, rank, ...place }) => {
  expect(await pairOf(secret, place)).toEqual({ register, rank })
})

test('every secret is another one, of 16 bytes', () => {
  const secrets = Array.from({ length: 50 }, freshSecret)
  expect(new Set(secrets).size).toBe(50)
  expect(secrets.every(one => /^[0-9a-f]{32}$/.test(one))).toBe(true)
})

test('a browser that cannot hash says nothing', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  expect(await pairOf('00'.repeat(16), cases[0]!)).toBeUndefined()
  vi.unstubAllGlobals()
})
