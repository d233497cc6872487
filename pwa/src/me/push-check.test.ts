import { expect, test } from 'vitest'
import { strings } from './strings'
import { outcomeOf, troubleAfter, troubleOf, type Facts } from './push-check'

const fine: Facts = { agent: 'Mozilla/5.0 (Linux; Android 12) Chrome/120', touch: true, standalone: false, secure: true, supported: true, permission: 'default' }
const iphone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0)'

test('nothing stands in the way of a fitting browser', () => {
  expect(troubleOf(fine)).toBeUndefined()
  expect(troubleOf({ ...fine, agent: iphone, standalone: true })).toBeUndefined()
})

test.each<[string, Partial<Facts>]>([
  ['wechat', { agent: 'Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0', supported: false }],
  ['install', { agent: iphone, supported: false }],
  ['install', { agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X)', touch: true, supported: false }],
  ['insecure', { secure: false, supported: false }],
  ['unsupported', { supported: false, permission: undefined }],
  ['denied', { permission: 'denied' }],
])('%s is named first of all that is wrong', (trouble, facts) => {
  expect(troubleOf({ ...fine, ...facts })).toBe(trouble)
})

test('a laptop with macOS needs no installing', () => {
  expect(troubleOf({ ...fine, agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X)', touch: false })).toBeUndefined()
})

test('links behind the first that does not hold were not looked at', () => {
  const denied = { passed: ['support' as const], trouble: 'denied' as const }
  expect(['support', 'permission', 'service'].map(step => outcomeOf(step as never, denied))).toEqual(['ok', 'bad', 'skipped'])
  expect(outcomeOf('service', { passed: ['support', 'permission'], trouble: 'off' })).toBe('skipped')
})

test('what subscribing answered is told in words', () => {
  expect(troubleAfter('on')).toBeUndefined()
  for (const state of ['off', 'denied', 'blocked', 'unsupported'] as const) expect(strings.push.troubles[troubleAfter(state)!]).toBeTruthy()
})
