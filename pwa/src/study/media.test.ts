import { beforeEach, expect, test, vi } from 'vitest'
import { dropMedia, isKept, keepMedia, keptBytes, keptMedia } from './media'

const MB = 1 << 20
const whole = new Uint8Array(2 * MB + 5).fill(7)
const shelf = new Map<string, Response>()
const net = vi.fn<typeof fetch>()

beforeEach(() => {
  shelf.clear()
  net.mockReset().mockImplementation(async (_, { headers }: RequestInit = {}) => {
    const [from, to] = /bytes=(\d+)-(\d+)/.exec((headers as Record<string, string>).Range!)!.slice(1).map(Number) as [number, number]
    const part = whole.slice(from, to + 1)
    return new Response(part, { status: 206, headers: { 'content-range': `bytes ${from}-${from + part.length - 1}/${whole.length}`, 'content-type': 'audio/mpeg' } })
  })
  vi.stubGlobal('fetch', net)
  const full = (src: string) => new URL(src, 'http://phone').href
  vi.stubGlobal('caches', { open: async () => ({
    match: async (src: string | Request) => shelf.get(typeof src === 'string' ? full(src) : src.url)?.clone(),
    put: async (src: string, answer: Response) => void shelf.set(full(src), answer),
    delete: async (src: string) => shelf.delete(full(src)),
    keys: async () => [...shelf.keys()].map(url => ({ url })),
  }) })
})

test('a file arrives in parts and is whole again', async () => {
  const steps: number[] = []
  await keepMedia('/a', { onBytes: bytes => steps.push(bytes) })
  expect(steps).toEqual([MB, MB, 5])
  const kept = await keptMedia('/a')
  expect([kept!.size, kept!.type]).toEqual([whole.length, 'audio/mpeg'])
})

test('what arrived before the network went is not fetched again', async () => {
  const answer = net.getMockImplementation()!
  let left = 1
  net.mockImplementation(async (...asked) => { if (left-- > 0) return answer(...asked); throw new TypeError('Failed to fetch') })
  await expect(keepMedia('/a')).rejects.toThrow()
  expect([await isKept('/a'), await keptMedia('/a'), (await keptBytes()).get('/a')]).toEqual([false, undefined, MB])
  net.mockReset().mockImplementation(answer)
  await keepMedia('/a')
  expect([net.mock.calls.length, await isKept('/a')]).toEqual([2, true])
})

test('a server that knows no parts gives the whole', async () => {
  net.mockImplementation(async () => new Response('abc'))
  await keepMedia('/a')
  expect(await (await keptMedia('/a'))!.text()).toBe('abc')
})

test('what was kept before there were parts still plays', async () => {
  shelf.set('http://phone/a', new Response('abc'))
  expect(await (await keptMedia('/a'))!.text()).toBe('abc')
})

test('a picture is kept under its own address, whatever width was fetched', async () => {
  await keepMedia('/a', { from: '/a?w=960' })
  expect(net.mock.calls[0]![0]).toBe('/a?w=960')
  expect(await isKept('/a')).toBe(true)
})

test('dropping leaves nothing, of a half one neither', async () => {
  await keepMedia('/a')
  shelf.delete('http://phone/a')
  await dropMedia('/a')
  expect((await keptBytes()).size).toBe(0)
})

test('a refusal is not kept', async () => {
  net.mockImplementation(async () => new Response('{}', { status: 404 }))
  await expect(keepMedia('/a')).rejects.toThrow('media 404')
  expect(shelf.size).toBe(0)
})
