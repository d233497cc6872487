import { expect, test, vi } from 'vitest'
import { boardReader, EVERY, pauseAfter } from './board'

const answer = (status: number, body: object = {}, headers = {}) => new Response(status === 304 ? null : JSON.stringify(body), { status, headers })

test('an unchanged board is asked for with its tag and costs a 304', async () => {
  const fetcher = vi.fn(async (_: unknown, asked?: RequestInit) =>
    (asked?.headers as Record<string, string>)['If-None-Match'] === '"a"' ? answer(304) : answer(200, { open: 19 }, { ETag: '"a"' }))
  const read = boardReader('f1', fetcher as typeof fetch)
  expect(await read()).toMatchObject({ state: 'fresh', board: { open: 19 } })
  expect(await read()).toEqual({ state: 'same' })
  expect(fetcher.mock.calls[0]![0]).toBe('/api/v1/fairs/f1/board')
})

test('no network, a broken answer and a server away are all called lost', async () => {
  expect(await boardReader('f', async () => { throw new TypeError() })()).toEqual({ state: 'lost' })
  expect(await boardReader('f', async () => answer(503))()).toEqual({ state: 'lost' })
  expect(await boardReader('f', async () => new Response('<html>'))()).toEqual({ state: 'lost' })
})

test('an unknown fair is said to be unknown', async () => {
  expect(await boardReader('f', async () => answer(404))()).toEqual({ state: 'missing' })
})

test('it asks every two seconds, and less often while nothing answers', () => {
  expect([0, 1, 2, 9].map(failures => pauseAfter(failures))).toEqual([EVERY, 4000, 8000, 16_000])
})
