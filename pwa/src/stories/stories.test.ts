import { expect, test } from 'vitest'
import { isTopic, toldBy } from './stories'

test('a story says when and who', () => {
  const branch = { id: 'b', name: '志愿服务支部' }
  expect(toldBy({ branch, published_at: '2023-06-28T01:00:00+00:00' })).toBe('2023年6月28日 周三 · 志愿服务支部')
  expect(toldBy({ branch, published_at: null })).toBe('志愿服务支部')
})

test('a topic of an old link that is no more is none', () => {
  expect(isTopic('welfare')).toBe(true)
  expect(isTopic('gossip')).toBe(false)
  expect(isTopic()).toBe(false)
})
