import { expect, test } from 'vitest'
import type { WalkRoute } from '../../app/api/shapes'
import { daysOf, finishOf, linesOf } from './finishing'

const day = (at: string) => at.slice(5, 10)

test('the days are the first and the last, once when they are the same', () => {
  expect(daysOf(new Map([['a', '2026-11-21T03:00:00Z'], ['b', '2026-11-21T09:00:00Z']]), day)).toBe('11-21')
  expect(daysOf(new Map([['a', '2026-11-23T03:00:00Z'], ['b', '2026-11-21T09:00:00Z']]), day)).toBe('11-21 至 11-23')
})

test('a name stands on the card only when it is given', () => {
  const route = { title: '红色路', kind: 'red_education', stops: [{ name: '码头' }, { name: '灯塔' }] } as unknown as WalkRoute
  expect(finishOf(route, '今天').name).toBeUndefined()
  expect(finishOf(route, '今天', '王芳')).toMatchObject({ name: '王芳', kind: '红色教育', stops: ['1  码头', '2  灯塔'] })
})

test('words are cut where the line is full, and none is lost', () => {
  const lines = linesOf('一二三四五六七', part => part.length <= 3)
  expect(lines).toEqual(['一二三', '四五六', '七'])
  expect(linesOf('', () => true)).toEqual([])
  expect(linesOf('长', () => false)).toEqual(['长'])
})
