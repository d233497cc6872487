/* The phone wall, while others take roses and give them back. */
import { flushPromises, mount } from '@vue/test-utils'
import { defineComponent, h, ref, shallowRef } from 'vue'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { FairBoard, WishItem } from '../app/api/shapes'
import { AGAIN, explains, newsOf, SPREAD, useLive, withNews } from './live'

const wish = (serial: number, state = 'open') => ({ code: `W${serial}`, serial, state }) as WishItem
const wishes = (...serials: number[]) => serials.map(serial => wish(serial))
const at = '2023-06-28T01:00:00Z'
const board = (open: number, ...recent: string[]) =>
  ({ fair: 'f', collected: 9, claimed: 9 - open, open, recent: recent.map(code => ({ code, at })) }) as unknown as FairBoard
const states = (items: WishItem[]) => items.map(({ code, state }) => `${code} ${state}`)

beforeEach(() => { vi.useFakeTimers(); vi.spyOn(Math, 'random').mockReturnValue(0.5) })
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks() })

function hang(list: WishItem[], answer: () => WishItem[] = () => list, openOnly = true) {
  const [items, figures, key] = [shallowRef(list), shallowRef<FairBoard>(), ref('a')]
  const fetchPage = vi.fn(async () => ({ items: answer(), next: null }))
  let shown!: { value: WishItem[] }
  const page = mount(defineComponent(() => {
    shown = useLive({ items, board: figures, key, openOnly: () => openOnly, fetchPage }).shown
    return () => h('i')
  }))
  const tell = async (now: FairBoard) => { figures.value = now; await flushPromises() }
  return { page, key, tell, fetchPage, now: () => states(shown.value) }
}

test('a rose that somebody took fades where it hangs', async () => {
  const wall = hang(wishes(1, 2, 3))
  await wall.tell(board(9))
  await wall.tell(board(8, 'W2'))
  expect(wall.now()).toEqual(['W1 open', 'W2 claimed', 'W3 open'])
  expect(wall.fetchPage).not.toHaveBeenCalled()
})

test('when more happened than the board names, the list is read once, not at once, and one given back blooms again', async () => {
  const wall = hang(wishes(1, 2, 3), () => wishes(1, 3))
  await wall.tell(board(9, 'W1'))
  await wall.tell(board(5, 'W3'))
  await wall.tell(board(4))
  expect([wall.now(), wall.fetchPage.mock.calls.length]).toEqual([['W1 claimed', 'W2 open', 'W3 claimed'], 0])
  await vi.advanceTimersByTimeAsync(SPREAD / 2)
  expect([wall.now(), wall.fetchPage.mock.calls]).toEqual([['W1 open', 'W2 claimed', 'W3 open'], [[undefined, 24]]])
  await wall.tell(board(1))
  await vi.advanceTimersByTimeAsync(AGAIN)
  expect(wall.fetchPage.mock.calls.length).toBe(1)
})

test('one that waits again and was not there comes at the end', async () => {
  const wall = hang(wishes(2, 3), () => wishes(1, 2, 3))
  await wall.tell(board(2))
  await wall.tell(board(3))
  await vi.advanceTimersByTimeAsync(SPREAD)
  expect(wall.now()).toEqual(['W2 open', 'W3 open', 'W1 open'])
})

test('another list starts without the news of the last one, and a page that was left asks no more', async () => {
  const wall = hang(wishes(1, 2))
  await wall.tell(board(9))
  await wall.tell(board(3))
  wall.key.value = 'b'
  await vi.advanceTimersByTimeAsync(SPREAD)
  await wall.tell(board(1))
  wall.page.unmount()
  await vi.advanceTimersByTimeAsync(2 * (SPREAD + AGAIN))
  expect([wall.fetchPage.mock.calls.length, vi.getTimerCount()]).toEqual([0, 0])
})

test('figures that the named claims explain ask for nothing', () => {
  expect(explains(board(9), board(7, 'W1', 'W2'))).toBe(true)
  expect(explains(board(9, 'W1'), board(9, 'W1'))).toBe(true)
  expect(explains(board(8, 'W1'), board(9))).toBe(false)
  expect(explains(board(9), board(5, 'W1', 'W2'))).toBe(false)
})

test('beyond what was read again nothing is said, and a list of all states is taken as it is', () => {
  expect(states([...newsOf(wishes(1, 2, 9), wishes(2), false, true).values()])).toEqual(['W2 open', 'W1 claimed'])
  expect(states(withNews(wishes(1, 2), newsOf(wishes(1, 2), [wish(1, 'funded')], false, false), new Set()))).toEqual(['W1 funded', 'W2 open'])
})
