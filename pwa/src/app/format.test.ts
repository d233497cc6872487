import { expect, test } from 'vitest'
import { bytesText, clockText, countText, dayText, durationText, eventDayText, measureText, momentText, monthText, nearDayText } from './format'

const now = new Date('2023-06-27T10:00:00+08:00')

test('a moment reads as people say it, in the time of the city', () => {
  expect(momentText('2023-06-28T01:00:00Z', now)).toBe('6月28日 周三 9:00')
  expect(clockText('2023-06-27T16:05:00Z')).toBe('0:05')
})

test('a date alone is a day of the city', () => expect(dayText('2023-06-28', now)).toBe('6月28日 周三'))
test('another year is said', () => expect(dayText('2021-06-28', now)).toBe('2021年6月28日 周一'))
test('the month is a heading', () => expect(monthText('2023-06-30T20:00:00Z')).toBe('2023年7月'))

test('near days have names', () => {
  expect(nearDayText('2023-06-27T00:01:00+08:00', now)).toBe('今天')
  expect(nearDayText('2023-06-26T23:59:00+08:00', now)).toBe('昨天')
  expect(nearDayText('2023-06-28', now)).toBe('明天')
  expect(nearDayText('2023-06-20', now)).toBe('6月20日 周二')
})

test('what is not fixed yet is said as a word', () => {
  expect(eventDayText('2023-06-28', { time: true, place: true }, now)).toBe('6月28日 周三（时间暂定、地点暂定）')
  expect(eventDayText('2023-06-28', { time: false, place: false }, now)).toBe('6月28日 周三')
})

test('a number stands with its measure', () => expect(measureText(1287, '人')).toBe('1,287 人'))

test('exact and approximate counts are said side by side, never added', () => {
  expect(countText({ exact: 1287, approx: 0 }, '人次')).toBe('1,287 人次')
  expect(countText({ exact: 0, approx: 2_000_000 }, '人次')).toBe('约 200万 人次')
  expect(countText({ exact: 1287, approx: 2_000_000 }, '人次')).toBe('1,287 人次，另有约 200万 人次')
})

test('sizes and durations are short', () => {
  expect([bytesText(120), bytesText(45_300), bytesText(1_240_000)]).toEqual(['1 kB', '45 kB', '1.2 MB'])
  expect([durationText(45), durationText(750)]).toEqual(['45秒', '12分30秒'])
})
