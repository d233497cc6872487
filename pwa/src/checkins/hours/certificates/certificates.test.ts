import { describe, expect, it } from 'vitest'
import type { CertificatePaper, HourEntry } from '../../../app/api/shapes'
import { activitiesOf, daysOf, LINES, openingOf, readVerifyCode, sheetsOf } from './certificates'

const line = (title: string, times: number, minutes: number, by_hand = false) => ({ title, first: '2026-06-01', last: '2026-06-02', times, minutes, by_hand })
const paper = (hand: number): CertificatePaper => ({
  code: 'ABCDEFGH2345', kind: 'hours', title: '', sessions: 0, number: 'N', name: '林晓梅', issuer: '综合党委', first: '2026-06-01', last: '2026-06-02', issued_on: '2026-06-03',
  lines: [line('义诊', 2, 155), line('义诊', 1, hand, true)], machine_minutes: 155, hand_minutes: hand, state: 'valid', since: null,
})

describe('a certificate', () => {
  it('takes one sheet as long as it fits, then more, and loses no line', () => {
    const lines = (n: number) => Array.from({ length: n }, (_, at) => at)
    expect(sheetsOf(lines(LINES.first))).toHaveLength(1)
    expect(sheetsOf(lines(LINES.first + 1)).map(sheet => sheet.length)).toEqual([LINES.first, 1])
    expect(sheetsOf(lines(60)).flat()).toEqual(lines(60))
  })
  it('says in one sentence what it certifies', () => {
    expect(openingOf(paper(0))).toBe('于2026年6月1日至2026年6月2日参加志愿服务活动 1 项、共 3 次，服务时长合计 2.5 小时。以上时长均为签到签退记录。')
    expect(openingOf(paper(90))).toContain('合计 4.0 小时。其中签到签退记录 2.5 小时，人工补录或更正 1.5 小时（均由两人核对）。')
  })
  it('of the Party school names the term and how often its owner came, and no hours', () => {
    const school: CertificatePaper = { ...paper(0), kind: 'school', title: '社会组织党校第一期', sessions: 6, lines: [], machine_minutes: 0 }
    expect(openingOf(school)).toBe('于2026年6月1日至2026年6月2日参加社会组织党校第一期学习，出勤 6 次，学完规定内容，准予结业。')
  })
  it('covers this year, the last, or the days that were chosen', () => {
    const own = { first: '2025-05-01', last: '2025-06-01' }
    expect(daysOf('year', own, '2026-06-28')).toEqual({ first: '2026-01-01', last: '2026-06-28' })
    expect(daysOf('last', own, '2026-06-28')).toEqual({ first: '2025-01-01', last: '2025-12-31' })
    expect(daysOf('days', own, '2026-06-28')).toBe(own)
  })
  it('offers each activity that counts once', () => {
    const entry = (event: string | null, state: HourEntry['state'] = 'counted') => ({ event, title: `活动${event}`, state }) as HourEntry
    expect(activitiesOf([entry('a'), entry('a'), entry('b', 'waiting'), entry(null)])).toEqual([{ value: 'a', label: '活动a' }])
  })
})

it.each([['k7qm-wx2p 9rta', 'K7QMWX2P9RTA'], ['K7QMWX2P9RT', undefined], ['K7QMWX2P9RT1', undefined], ['', undefined]])('reads the typed code “%s”', (typed, code) => {
  expect(readVerifyCode(typed)).toBe(code)
})
