import { expect, test } from 'vitest'
import type { Meeting } from '../../app/api/shapes'
import { bodyOf, changesOf, formOf, newItem, spanOf, type Form } from './form'

const filled = (more: Partial<Form> = {}): Form => ({ ...formOf(undefined, 'b'), title: ' 选举 ', day: '2026-03-01', starts: '09:00', ends: '11:00', place: ' 会议室 ', ...more })

test('times are the city\'s, wherever the phone is', () => {
  expect(spanOf(filled())).toEqual({ starts_at: '2026-03-01T01:00:00.000Z', ends_at: '2026-03-01T03:00:00.000Z' })
})

test('a meeting that ends before it begins goes on past midnight', () => {
  expect(spanOf(filled({ starts: '22:00', ends: '00:30' })).ends_at).toBe('2026-03-01T16:30:00.000Z')
})

test('a missing time is said at its field', () => {
  expect(() => spanOf(filled({ ends: '' }))).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ field: 'ends_at' })] }))
})

test('items without a title are not sent, words are trimmed', () => {
  const [item, empty] = [{ ...newItem(), title: ' 预算 ' }, newItem()]
  const body = changesOf(filled({ agenda: [item, empty] }))
  expect(body).toMatchObject({ title: '选举', place: '会议室', agenda: [{ id: item.id, title: '预算', note: '' }], recorder: null })
  expect(body).not.toHaveProperty('chair')
})

test.each([
  [{ kind: 'group', some: true, called: ['p'] }, ['p']],
  [{ kind: 'general', some: true, called: ['p'] }, []],
  [{ kind: 'group', some: true, called: ['p'], others: ['c'] }, []],
  [{ kind: 'group', some: false, called: ['p'] }, []],
])('only a committee or a group of one branch is called by name', (more, called) => {
  expect(bodyOf(filled(more as Partial<Form>)).called).toEqual(called)
})

test('a file that is on its way holds the form back', () => {
  const materials = [{ key: 'k', kind: 'file' as const, pending: { key: 'f', name: 'a.pdf' } }]
  expect(() => changesOf(filled({ materials }))).toThrow(expect.objectContaining({ errors: [expect.objectContaining({ field: 'materials' })] }))
})

test('a stored meeting comes back as it was typed', () => {
  const meeting = {
    kind: 'lecture', title: '党课', starts_at: '2026-03-01T01:00:00+00:00', ends_at: '2026-03-01T03:00:00+00:00', place: '', link: 'https://x.cn/1',
    branches: [{ id: 'b', name: '', state: 'accepted' }], agenda: [], chair: { id: 'c', name: '' }, recorder: null, materials: [],
  } as unknown as Meeting
  expect(formOf(meeting)).toMatchObject({ day: '2026-03-01', starts: '09:00', ends: '11:00', branch: 'b', chair: 'c', recorder: '' })
})
