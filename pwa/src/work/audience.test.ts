import { expect, test } from 'vitest'
import type { BranchItem, EventItem } from '../app/api/shapes'
import { audienceOf, drop, partsOf, type Choice } from './audience'
import { byYear } from './duties'
import { treeRows, within } from './tree'

const branch = (id: string, parent: string | null, name = id) => ({ id, parent, name, kind: 'formal', members: 3, district: null, basis: null }) as BranchItem
const tree = [branch('root', null), branch('a', 'root'), branch('b', 'root'), branch('a1', 'a', '小橘灯支部'), branch('a2', 'a')]
const nobody: Choice = { everyone: false, branches: [], events: [], districts: [] }

test('nobody is nobody, not an empty audience', () => {
  expect(audienceOf(nobody, tree)).toBeUndefined()
})

test('everyone makes all else needless', () => {
  expect(audienceOf({ ...nobody, everyone: true, branches: ['a'] }, tree)).toEqual({ everyone: true })
})

test('a branch speaks for those below it', () => {
  expect(audienceOf({ ...nobody, branches: ['a1', 'a', 'b'] }, tree)).toEqual({ branches: ['a', 'b'] })
})

test('only the parts that were chosen are sent', () => {
  expect(audienceOf({ ...nobody, events: ['e'], districts: ['海曙区'] }, tree)).toEqual({ events: ['e'], districts: ['海曙区'] })
})

test('parts are named, and can be taken out', () => {
  const choice = { ...nobody, branches: ['a', 'b'], districts: ['海曙区'] }
  expect(partsOf(choice, tree, []).map(({ label }) => label)).toEqual(['a及下属支部', 'b', '海曙区全体'])
  drop(choice, 'branches', 'a')
  expect(choice.branches).toEqual(['b'])
})

test('a committee unfolds; what is below a ticked one is included', () => {
  const rows = treeRows(tree, { open: new Set(['root', 'a']), chosen: ['a'] })
  expect(rows.map(({ branch: { id }, depth, covered }) => [id, depth, covered])).toEqual([['root', 0, false], ['a', 1, false], ['a1', 2, true], ['a2', 2, true], ['b', 1, false]])
  expect(treeRows(tree, { open: new Set(['root']), chosen: [] })).toHaveLength(3)
})

test('searching finds folded branches too', () => {
  expect(treeRows(tree, { open: new Set(), chosen: [], words: '橘灯' }).map(row => row.branch.id)).toEqual(['a1'])
})

test('a sender sees what is at or below the own branch', () => {
  expect(within(tree, ['a']).map(({ id }) => id)).toEqual(['a', 'a1', 'a2'])
})

test('the newest programme comes first', () => {
  const events = [{ year: 2021, title: '集市', district: '' }, { year: 2023, title: '义诊', district: '海曙区' }] as EventItem[]
  expect(byYear(events).map(({ year }) => year)).toEqual([2023, 2021])
  expect(byYear(events, '海曙').map(({ year }) => year)).toEqual([2023])
})
