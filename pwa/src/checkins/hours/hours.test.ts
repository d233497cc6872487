import { describe, expect, it } from 'vitest'
import { ApiError } from '../../app/api/client'
import { dayWords, fromTo, hoursText, minutesOf, momentDay, parseHours, spanWords, typedHours, useActId } from './hours'

describe('hours', () => {
  it.each([[0, '0.0'], [5, '0.0'], [59, '0.9'], [60, '1.0'], [119, '1.9'], [155, '2.5'], [-30, '-0.5'], [6000, '100.0']])('shows %i minutes as %s and never rounds up', (minutes, text) => {
    expect(hoursText(minutes)).toBe(text)
  })
  it.each([['2.5', 150], ['2', 120], ['0.25', 15], [' ２．５ 小时', 150], ['2。5', 150], ['2.5.1', undefined], ['两', undefined], ['', undefined], ['-1', undefined]])('reads %s', (typed, minutes) => {
    expect(parseHours(typed)).toBe(minutes)
  })
  it('reads back what it offers', () => {
    for (let minutes = 0; minutes <= 1440; minutes++) expect(parseHours(typedHours(minutes))).toBe(minutes)
  })
  it.each([['', '请填写时长'], ['x', '时长写成小时数，例如 2.5'], ['0', '时长写成小时数，例如 2.5'], ['25', '一天最多 24 小时']])('says what is wrong with “%s”', (typed, said) => {
    expect(() => minutesOf(typed)).toThrow(ApiError)
    expect(() => minutesOf(typed)).toThrow(said)
  })
  it('takes nothing where nothing may be left', () => expect(minutesOf('0', 0)).toBe(0))
})

describe('days', () => {
  it('writes them as papers do', () => {
    expect(dayWords('2026-06-08')).toBe('2026年6月8日')
    expect(momentDay('2026-06-08T16:30:00Z')).toBe('2026年6月9日')
    expect(fromTo('2026-06-08T01:00:00Z', '2026-06-08T03:30:00Z')).toBe('9:00 至 11:30')
    expect(fromTo(null, null)).toBe('')
  })
  it.each([['2026-06-08', '2026-06-08', '2026.06.08'], ['2026-03-02', '2026-10-30', '2026.03.02–10.30'], ['2025-03-02', '2026-10-30', '2025.03.02–2026.10.30']])('%s to %s is %s', (first, last, said) => {
    expect(spanWords(first, last)).toBe(said)
  })
})

it('gives one act one id, and another act another', () => {
  const idOf = useActId()
  const first = idOf({ a: 1 })
  expect(idOf({ a: 1 })).toBe(first)
  expect(idOf({ a: 2 })).not.toBe(first)
})
