import { expect, test } from 'vitest'
import type { FairBoard } from '../app/api/shapes'
import { afterBoard, columnsFor, openOf } from './wall-roses'

const board = (...codes: string[]) => ({ recent: codes.map(code => ({ code })) }) as unknown as FairBoard
const roses = [{ code: 'A', taken: false }, { code: 'B', taken: true }, { code: 'C', taken: false }]

test('a rose that was just claimed leaves the wall', () => {
  const after = afterBoard(roses, board('C', 'B'))
  expect(after.map(({ taken }) => taken)).toEqual([false, true, true])
  expect(openOf(after)).toBe(1)
})

test('nothing is drawn anew when nothing changed', () => {
  expect(afterBoard(roses, board('B'))).toBe(roses)
})

test('every rose has room, and none is smaller than it must be', () => {
  const fits = (columns: number) => Math.ceil(309 / columns) * (1155 / columns) * 1.2 <= 560
  const columns = columnsFor(309, 1155, 560)
  expect([fits(columns), fits(columns - 1)]).toEqual([true, false])
  expect([columnsFor(0, 100, 100), columnsFor(1, 100, 10)]).toEqual([1, 1])
})
