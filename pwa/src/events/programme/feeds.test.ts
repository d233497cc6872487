import { expect, test } from 'vitest'
import { eventCalendar, feedLink, opensCalendars, subscribing } from './feeds'

test.each([
  ['', 'https://x.cn/api/v1/calendar.ics'],
  ['d:海曙区', `https://x.cn/api/v1/calendar.ics?district=${encodeURIComponent('海曙区')}`],
  ['b:abc', 'https://x.cn/api/v1/calendar.ics?branch=abc'],
])('a feed of "%s" has an address of its own', (which, link) => {
  expect(feedLink(which, 'https://x.cn')).toBe(link)
})

test('a calendar opens what is called webcal', () => {
  expect(subscribing('https://x.cn/a')).toBe('webcal://x.cn/a')
  expect(eventCalendar('e1')).toBe('/api/v1/events/e1/calendar.ics')
})

test('WeChat opens no calendar', () => {
  expect(opensCalendars('Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0')).toBe(false)
  expect(opensCalendars('Mozilla/5.0 (iPhone)')).toBe(true)
})
