import { expect, test } from 'vitest'
import type { RosterRow, SignUpPlan } from '../../app/api/shapes'
import { freeShifts, groupsOf, matches } from './roster'

const times = { starts_at: '2023-06-28T00:30:00Z', ends_at: '2023-06-28T04:00:00Z' }
const row = (name: string, shift: string | null = 's1', more: Partial<RosterRow> = {}): RosterRow =>
  ({ person: name, name, phone: '138****1234', shift, post: shift ? '导医' : '', starts_at: shift && times.starts_at, ends_at: shift && times.ends_at, state: 'placed', position: null, registered_at: times.starts_at, ...more })
const shift = (id: string, free: number) => ({ id, ...times, capacity: 2, placed: 2 - free, waiting: 0, free })
const plan: SignUpPlan = { version: 1, capacity: null, pool: { placed: 0, waiting: 0 }, posts: [{ id: 'p', name: '导医', note: '', shifts: [shift('s1', 1), shift('s2', 0), shift('s3', 2)] }], registrations: 0, waiting: 0 }

test('neighbours of one shift are a group, with its post and time above', () => {
  const groups = groupsOf([row('甲'), row('乙'), row('丙', 's2')], true)
  expect(groups.map(({ shift, rows }) => [shift, rows.length])).toEqual([['s1', 2], ['s2', 1]])
  expect(groups[0]!.title).toContain('导医')
})

test('people without a shift are named by why', () => {
  expect(groupsOf([row('甲', null)], false)[0]!.title).toBe('报名整场活动')
  expect(groupsOf([row('甲', null)], true)[0]!.title).toBe('还没有选岗位的')
})

test('a name or the end of a phone number finds somebody', () => {
  expect([matches(row('王小明'), '小明'), matches(row('王小明'), '1234'), matches(row('王小明'), '138'), matches(row('王小明'), '王 34')]).toEqual([true, true, false, true])
})

test('one is moved to another shift that has a free place', () => {
  expect(freeShifts(plan, row('甲', 's1')).map(({ value }) => value)).toEqual(['s3'])
  expect(freeShifts(plan, row('甲', null)).map(({ value }) => value)).toEqual(['s1', 's3'])
})
