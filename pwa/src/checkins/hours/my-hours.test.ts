import { describe, expect, it } from 'vitest'
import type { HourChangeMine, HourEntry, HourMonth } from '../../app/api/shapes'
import { changeText, howOf, monthsOf } from './my-hours'

const entry = (day: string, more: Partial<HourEntry> = {}): HourEntry => ({
  id: `stay:${day}`, day, title: '义诊', event: null, in_at: null, out_at: null, recorded: 60, minutes: 60, by_hand: false, corrected: false, state: 'counted', ...more,
})
const month = (name: string, machine: number, hand = 0): HourMonth => ({ month: name, machine_minutes: machine, hand_minutes: hand, waiting_minutes: 0 })

describe('my hours by month', () => {
  it('puts entries under their month with the figures of the whole month', () => {
    const months = monthsOf([entry('2026-06-02'), entry('2026-06-01'), entry('2026-05-20')], [month('2026-06', 300, 90), month('2026-05', 60)])
    expect(months.map(({ title, figures, items }) => [title, figures, items.length])).toEqual([
      ['2026年6月', '5.0 小时，另有人工 1.5 小时', 2],
      ['2026年5月', '1.0 小时', 1],
    ])
  })
  it('says how an entry came to be', () => {
    expect(howOf(entry('2026-06-01'))).toBe('签到签退记录')
    expect(howOf(entry('2026-06-01', { by_hand: true }))).toBe('人工补录')
    expect(howOf(entry('2026-06-01', { by_hand: true, corrected: true }))).toBe('人工更正')
  })
})

it('says what a change changes', () => {
  const change = { id: '1', kind: 'corrected', state: 'approved', title: '义诊', day: '2026-06-01', minutes: 90, was: 150, row: null, text: null, answer: null, decided_at: null } as HourChangeMine
  const say = (more: Partial<HourChangeMine>) => changeText({ ...change, ...more }, day => day)
  expect(say({})).toBe('2026-06-01，2.5 小时改为 1.5 小时')
  expect(say({ kind: 'added' })).toBe('2026-06-01，补录 1.5 小时')
  expect(say({ minutes: null })).toBe('2026-06-01')
})
