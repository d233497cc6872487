import { describe, expect, it } from 'vitest'
import { daysOf, missingLines, spanText } from './school'

const now = Date.parse('2026-09-01T00:00:00Z')

describe('a term', () => {
  it('tells its days, and one day once', () => {
    expect(daysOf({ starts_on: '2026-09-10', ends_on: '2026-10-20' }, now)).toBe('9月10日 周四 至 10月20日 周二')
    expect(daysOf({ starts_on: '2026-09-10', ends_on: '2026-09-10' }, now)).toBe('9月10日 周四')
  })
  it('tells what is missing in plain words, and nothing when nothing is', () => {
    expect(missingLines({ sessions: 2, assignments: ['学习心得'] })).toEqual(['再上 2 次课', '作业“学习心得”通过'])
    expect(missingLines({ sessions: 0, assignments: [] })).toEqual([])
  })
})

describe('a session', () => {
  const session = (ends_at: string) => ({ starts_at: '2026-09-10T01:00:00Z', ends_at })
  it('names the day once when it ends on the same one', () => {
    expect(spanText(session('2026-09-10T03:00:00Z'), now)).toBe('9月10日 周四 9:00 至 11:00')
    expect(spanText(session('2026-09-11T03:00:00Z'), now)).toBe('9月10日 周四 9:00 至 9月11日 周五 11:00')
  })
})
