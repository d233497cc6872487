import { expect, test } from 'vitest'
import type { EventItem } from '../app/api/shapes'
import { districtsOf, toShow } from './programme'

const event = (date: string, district = '海曙区') => ({ id: date + district, date, district }) as EventItem

test('what is still to come is shown first', () => {
  const { shown, count } = toShow([event('2026-06-28'), event('2026-11-21'), event('2026-12-01')], '', '2026-11-21')
  expect([shown.map(({ date }) => date), count]).toEqual([['2026-11-21', '2026-12-01'], 3])
})

test('a year that is over is shown from its beginning, four at most', () => {
  const past = ['01', '02', '03', '04', '05'].map(day => event(`2023-06-${day}`))
  expect(toShow(past, '', '2026-11-21')).toMatchObject({ shown: past.slice(0, 4), count: 5 })
})

test('a district shows its own events only', () => {
  const events = [event('2023-06-28'), event('2023-06-28', '余姚市')]
  expect(toShow(events, '余姚市', '2026-11-21').shown).toEqual([events[1]])
  expect(districtsOf([...events, ...events])).toEqual(['海曙区', '余姚市'])
})
