import { beforeEach, expect, test } from 'vitest'
import { clientIdOf, scanOf } from './moments'

beforeEach(() => sessionStorage.clear())

test('the first time a code was seen counts, however often the page is opened again', () => {
  const first = scanOf('RC35H3', 'first', new Date('2026-11-21T14:00:00Z'))
  const later = scanOf('RC35H3', 'first', new Date('2026-11-21T14:05:00Z'))
  expect([first.at, later.at]).toEqual(['2026-11-21T14:00:00.000Z', '2026-11-21T14:00:00.000Z'])
  expect(JSON.stringify(sessionStorage)).toContain('2026-11-21T14:00:00.000Z')
})

test('another code is another scan', () => {
  scanOf('RC35H3', 'old', new Date('2026-11-21T14:00:00Z'))
  expect(scanOf('RC35H3', 'new', new Date('2026-11-21T14:05:00Z')).at).toBe('2026-11-21T14:05:00.000Z')
})

test('asking again is the same check-in, and two people on one phone are two', () => {
  const scan = scanOf('RC35H3', 'shared')
  expect(clientIdOf(scan, 'wang')).toBe(clientIdOf(scan, 'wang'))
  expect(clientIdOf(scan, 'wang')).not.toBe(clientIdOf(scan, 'li'))
})
