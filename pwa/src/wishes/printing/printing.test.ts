import { beforeEach, expect, test, vi } from 'vitest'
import type { Printing } from '../../app/api/shapes'
import { usePosters } from './posters'
import { codeText, posterLink, rangeOf, sheetsOf, useCards, useClaimList } from './printing'

const { get, post } = vi.hoisted(() => ({ get: vi.fn(), post: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { get, post } }))
beforeEach(() => { get.mockReset(); post.mockReset() })

const about = { title: '公益集市', date: '2023-06-28', host: '', venue: '', wall: 'https://h/wishes?fair=f', organisations: ['甲', '乙'], districts: ['海曙区'] } as unknown as Printing
const answer = { ...about, cards: [{ code: 'ABCDEF', serial: 7 }], left: 0, skipped: [] }
const start = () => useCards('f', () => about, () => {})
const bodyOf = (call: number) => post.mock.calls[call]![1].body

test('cards fill their sheets in reading order, and none is lost', () => {
  const all = Array.from({ length: 309 }, (_, n) => n)
  expect(sheetsOf(all, 8).map(({ length }) => length)).toEqual([...Array(38).fill(8), 5])
  expect(sheetsOf(all, 12).flat()).toEqual(all)
  expect(sheetsOf([], 8)).toEqual([])
})

test('a code is read in two groups of three', () => {
  expect(codeText('7KQ2MX')).toBe('7KQ 2MX')
})

test('a range may be open at one end, never empty, backwards or words', () => {
  expect(rangeOf({ from: '3', to: '' })).toEqual({ from_serial: 3, to_serial: undefined })
  for (const wrong of [{ from: '', to: '' }, { from: '9', to: '3' }, { from: '三', to: '' }]) expect(() => rangeOf(wrong)).toThrow()
})

test('asking again after a lost answer is the same act; the next one is another', async () => {
  const { making, made } = start()
  post.mockRejectedValueOnce(new (await import('../../app/api/client')).ApiError(0, 'no_network', '', '')).mockResolvedValue(answer)
  await making.submit()
  expect(made.value).toBeUndefined()
  await making.submit()
  await making.submit()
  expect(bodyOf(0)).toEqual(bodyOf(1))
  expect(bodyOf(1).client_id).not.toBe(bodyOf(2).client_id)
  expect(made.value?.cards).toHaveLength(1)
})

test('a lost card is found by its serial, shown, and only then replaced', async () => {
  const { choice, making, replacing, lost, made } = start()
  Object.assign(choice, { which: 'lost', wish: '12' })
  get.mockResolvedValue({ items: [{ code: 'BBBBBB', serial: 3, item: '12色彩笔' }, { code: 'CCCCCC', serial: 12, item: '轮椅' }], next: null })
  await making.submit()
  expect([lost.value?.code, post.mock.calls.length]).toEqual(['CCCCCC', 0])
  post.mockResolvedValue({ code: 'CCCCCC', serial: 12 })
  await replacing.submit()
  expect(post.mock.calls[0]![1].path).toEqual({ wish: 'CCCCCC' })
  expect([lost.value, made.value?.cards.length]).toEqual([undefined, 1])
})

test('an unknown serial is said at its field', async () => {
  const { choice, making } = start()
  Object.assign(choice, { which: 'lost', wish: '999' })
  get.mockResolvedValue({ items: [], next: null })
  await making.submit()
  expect(Object.keys(making.errors.value)).toEqual(['wish'])
})

test('the claim list reads every page', async () => {
  get.mockResolvedValueOnce({ items: [{ code: 'A' }], next: 'c' }).mockResolvedValueOnce({ items: [{ code: 'B' }], next: null })
  const { load, rows } = useClaimList('f')
  await load()
  expect(rows.value).toHaveLength(2)
  expect(get.mock.calls[1]![1].query.cursor).toBe('c')
})

test('a poster opens the part of the wall it is about', () => {
  expect(posterLink(about.wall, { organisation: '', group: '困难老人' })).toBe(`${about.wall}&group=${encodeURIComponent('困难老人')}`)
  expect(posterLink(about.wall, { group: '' })).toBe(about.wall)
})

test('every stall gets a poster of its own', () => {
  const { choice, posters } = usePosters(() => about)
  expect(posters.value.map(({ title }) => title)).toEqual(['公益集市'])
  choice.stall = 'each'
  expect(posters.value.map(({ title }) => title)).toEqual(['甲', '乙'])
  expect(new Set(posters.value.map(({ link }) => link)).size).toBe(2)
})
