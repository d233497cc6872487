import { expect, test } from 'vitest'
import type { Branch, BranchItem, Me } from '../app/api/shapes'
import { standingOf } from './declaring'
import { layOut, matching } from './tree'

test('the tree is laid out by district, with direct and e-branches apart', () => {
  const { root, groups, direct, online } = layOut(city)
  expect(root?.id).toBe('root')
  expect(groups.map(({ head, branches }) => [head.id, branches.map(({ id }) => id)])).toEqual([['north', ['a', 'b']]])
  expect([direct.map(({ id }) => id), online.map(({ id }) => id)]).toEqual([['c'], ['net']])
})

test('an empty tree lays out as nothing', () => {
  expect(layOut([])).toEqual({ root: undefined, groups: [], direct: [], online: [] })
})

test('every word typed must be in the name', () => {
  expect(matching(city, '江北 助老').map(({ id }) => id)).toEqual(['b'])
  expect(matching(city, ' ')).toHaveLength(city.length)
})

const formal = { branches: [{ id: 'x', name: '', kind: 'formal', formal: true }] } as unknown as Me
const nobody = { branches: [] } as unknown as Me

test.each<[string, Partial<Branch>, Me | null, boolean]>([
  ['committee', { kind: 'committee' }, nobody, false],
  ['stranger', {}, null, false],
  ['member', { my_state: 'member' }, formal, false],
  ['kept', {}, nobody, true],
  ['pending', { my_state: 'pending' }, nobody, false],
  ['elsewhere', {}, formal, false],
  ['open', { kind: 'functional' }, formal, false],
  ['refused', { my_state: 'refused' }, nobody, false],
  ['open', {}, nobody, false],
])('somebody can stand as %s', (standing, more, person, kept) => {
  expect(standingOf({ kind: 'formal', my_state: 'none', ...more } as Branch, person, kept)).toBe(standing)
})

function branch(id: string, name: string, kind: BranchItem['kind'], parent: string | null): BranchItem {
  return { id, name, kind, parent, basis: null, district: null, members: 0 }
}
const city = [
  branch('root', '综合党委', 'committee', null), branch('north', '江北区综合党委', 'committee', 'root'),
  branch('a', '江北区少年公益社党支部', 'formal', 'north'), branch('b', '江北区助老服务社党支部', 'formal', 'north'),
  branch('c', '直属支部', 'formal', 'root'), branch('net', '华东网络支部', 'functional', 'root'),
]
