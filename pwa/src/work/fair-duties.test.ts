import { expect, test } from 'vitest'
import { stagesOf } from './fair-duties'

test('an organiser finds every duty once, in the order of the fair', () => {
  const stages = stagesOf('f1', () => true)
  expect(stages.map(({ title }) => title)).toEqual(['集市开始前', '集市当天', '送到家'])
  const all = stages.flatMap(({ duties }) => duties)
  expect(new Set(all.map(({ to }) => to)).size).toBe(all.length)
  expect(all.filter(({ to }) => !to).map(({ name }) => name)).toEqual(['desk'])
  expect(all.find(({ name }) => name === 'board')!.to).toBe('/wall/f1')
})

test('a volunteer sees only what a volunteer may do', () => {
  const [only, ...more] = stagesOf('f1', permission => permission === 'claim.help')
  expect(only!.duties.map(({ name }) => name)).toEqual(['helped', 'paper', 'conflicts'])
  expect(more).toEqual([])
})

test('a social worker has one duty, and only at a fair', () => {
  const collects = (permission: string) => permission === 'wish.collect'
  expect(stagesOf('f1', collects).flatMap(({ duties }) => duties.map(({ to }) => to))).toEqual(['/work/fairs/f1/collecting'])
  expect(stagesOf(undefined, collects)).toEqual([])
})

test('before there is a fair, what needs none is still offered', () => {
  expect(stagesOf(undefined, () => true).flatMap(({ duties }) => duties.map(({ name }) => name))).toEqual(['desk', 'helped'])
})
