import { expect, test } from 'vitest'
import type { ManagedPoint, PointRule } from '../../app/api/shapes'
import { inOrder } from './points'
import { cityTime, has, ruleText, typedTime } from './rule'

const NOW = Date.parse('2023-06-28T10:00:00+08:00')
const rule = (more: Partial<PointRule> = {}): PointRule => ({ who: 'anyone', once: 'day', opens_at: null, closes_at: null, ways: ['screen', 'personal', 'name'], check_out: false, ...more })

test('a rule is said in plain words', () => {
  expect(ruleText(rule(), NOW)).toEqual(['谁都可以签，每人每天一次', '可以扫大屏、出示签到码、报姓名'])
  expect(ruleText(rule({ who: 'registered', once: 'event', opens_at: '2023-06-28T01:00:00Z', closes_at: '2023-06-28T09:00:00Z', ways: ['plaque'], check_out: true }), NOW)).toEqual([
    '报了名的人才能签，每人全程一次', '6月28日 周三 9:00 到 6月28日 周三 17:00', '可以扫签到牌', '走的时候签退',
  ])
  expect(ruleText(rule({ closes_at: '2023-06-28T09:00:00Z' }), NOW)[1]).toBe('6月28日 周三 17:00 结束')
})

test('a form shows the city’s clock, and gives it back', () => {
  expect([typedTime('2023-06-28T01:00:00Z'), typedTime(null), cityTime('2023-06-28T09:00'), cityTime('')]).toEqual(['2023-06-28T09:00', '', '2023-06-28T09:00:00+08:00', null])
})

test('doors stand before stalls, and offer what their rule allows', () => {
  const points = [{ kind: 'stall', rule: rule({ ways: ['plaque'] }) }, { kind: 'gate', rule: rule() }, { kind: 'desk', rule: rule() }] as ManagedPoint[]
  expect(inOrder(points).map(({ kind }) => kind)).toEqual(['desk', 'gate', 'stall'])
  expect(points.map(point => [has(point, 'plaque'), has(point, 'screen')])).toEqual([[true, false], [false, true], [false, true]])
})
