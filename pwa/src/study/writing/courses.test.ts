import { expect, test } from 'vitest'
import type { BranchItem, ManagedCourse } from '../../app/api/shapes'
import { aboutCourse, standingOf, viewerNames, viewersOf } from './courses'

const branch = (id: string, parent: string | null, name = id) => ({ id, parent, name, kind: 'formal' }) as BranchItem
const branches = [branch('root', null, '综合党委'), branch('east', 'root', '东片'), branch('one', 'east', '第一支部')]

test('a time that is set is what a writer has to know first', () => {
  expect(standingOf({ state: 'published', publish_at: '2026-01-01T00:00:00Z', changed: true })).toBe('scheduled')
  expect(standingOf({ state: 'published', publish_at: null, changed: true })).toBe('changed')
  expect(standingOf({ state: 'withdrawn', publish_at: null, changed: true })).toBe('withdrawn')
  expect(standingOf({ state: 'draft', publish_at: null, changed: true })).toBe('draft')
})

test('whom a course is shown to is said by name', () => {
  expect(viewerNames(['all'], branches)).toBe('所有人')
  expect(viewerNames(['east', 'one'], branches)).toBe('东片及下属支部、第一支部')
})

test('a branch speaks for those below it', () => {
  expect(viewersOf({ all: false, branches: ['one', 'east'] }, branches)).toEqual(['east'])
  expect(viewersOf({ all: true, branches: ['one'] }, branches)).toEqual(['all'])
})

test('a course says how many lessons are where', () => {
  const lessons = { draft: 1, scheduled: 0, published: 3, withdrawn: 0 }
  expect(aboutCourse({ lessons } as ManagedCourse)).toBe('已发布 3 课 · 草稿 1 课')
  expect(aboutCourse({ lessons: { ...lessons, draft: 0, published: 0 } } as ManagedCourse)).toBe('还没有课时')
})
