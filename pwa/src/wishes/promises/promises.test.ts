import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Hanging } from '../../app/api/shapes'
import { purposesFor, useCalling } from './calling'
import { plusDays, today } from './days'
import { choice, useKeeping } from './keeping'
import { groupsOf, present, rowKey, total } from './rescue'

const { post, keepReceipt } = vi.hoisted(() => ({ post: vi.fn(), keepReceipt: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { post } }))
vi.mock('../../app/receipts', () => ({ keepReceipt, receipts: { value: [{ code: 'ABCDEF', client_id: 'c', item: '拐杖', promise_by: '2023-06-28' }] } }))

const now = Date.parse('2023-06-20T17:00:00Z') // the 21st in the city
const row = (changes: Partial<Hanging> = {}) => ({
  code: 'ABCDEF', serial: 1, item: '拐杖', district: '海曙区', state: 'claimed', kind: 'overdue', days: 2, promise_by: '2023-06-18', unanswered: 0, next_act: 'call',
  claimant: { number: '1234-5678', name_masked: '王**', phone_masked: '138****1234' }, ...changes,
}) as Hanging
const counts = { overdue: 2, relapsed: 0, due: 1, call: 0, displaced: 0, open: 0, waiting: 0, undelivered: 0 }
const bodies = () => post.mock.calls.map(([path, { body }]) => [path.split('/').pop(), body])

beforeEach(() => {
  post.mockReset().mockResolvedValue({ name: '王小明', phone: '13812341234', promise_by: '2023-07-01' })
  keepReceipt.mockReset()
})

function calling(one = row()) {
  const done = vi.fn()
  const made = effectScope().run(() => useCalling(done))!
  made.row.value = one
  return { ...made, done }
}

test('days are the city’s', () => {
  expect(today(now)).toBe('2023-06-21')
  expect(plusDays('2023-06-28', 14)).toBe('2023-07-12')
})

test('neighbours of one kind are a group, and a wish may hang for two people', () => {
  const lost = row({ kind: 'displaced', claimant: { number: '9', name_masked: '', phone_masked: '' } })
  const groups = groupsOf([row(), row({ code: 'GHJKMN' }), lost])
  expect(groups.map(({ kind, items }) => [kind, items.length])).toEqual([['overdue', 2], ['displaced', 1]])
  expect(rowKey(lost)).not.toBe(rowKey(row()))
  expect([total(counts), present(counts)]).toEqual([3, [{ kind: 'overdue', count: 2 }, { kind: 'due', count: 1 }]])
})

test('the purpose that fits stands first', () => {
  expect(purposesFor(row())[0]).toBe('remind')
  expect(purposesFor(row({ kind: 'displaced' }))[0]).toBe('sorry')
  expect(purposesFor(row({ kind: 'due' }))).toHaveLength(4)
})

test('a purpose opens the number, and closing forgets it', async () => {
  const { open, contact, row: chosen } = calling()
  await open('confirm')
  expect(bodies()).toEqual([['contact', expect.objectContaining({ purpose: 'confirm', number: null })]])
  expect(contact.value?.phone).toBe('13812341234')
  chosen.value = undefined
  expect(contact.value).toBeUndefined()
})

test('a new day is promised before the call is noted', async () => {
  const { tell, day, done } = calling()
  day.value = '2023-07-01'
  await tell('will_bring')
  expect(bodies().map(([act]) => act)).toEqual(['promise', 'called'])
  expect(done).toHaveBeenCalled()
})

test('opening a wish again is asked about first', async () => {
  const { tell, sure } = calling()
  tell('cannot')
  expect([sure.value, post.mock.calls.length]).toEqual([true, 0])
  await tell('cannot')
  expect(bodies()).toEqual([['called', expect.objectContaining({ outcome: 'cannot' })]])
})

test('a lost answer is asked for again under the same id', async () => {
  const { ApiError } = await import('../../app/api/client')
  post.mockRejectedValueOnce(new ApiError(0, 'no_network', '', ''))
  const { tell } = calling()
  await tell('no_answer')
  await tell('no_answer')
  const [first, second] = bodies().map(([, body]) => body.client_id)
  expect(first).toBe(second)
})

test('whoever lost a wish is told apart by the number of the claim', async () => {
  const { tell } = calling(row({ kind: 'displaced' }))
  await tell('cannot')
  expect(bodies()[0]![1].number).toBe('1234-5678')
})

test('the day moves later, by two weeks at most', () => {
  expect(choice('2023-06-28', now)).toEqual({ earliest: '2023-06-29', latest: '2023-07-12' })
  expect(choice('2023-06-18', now)).toEqual({ earliest: '2023-06-21', latest: '2023-07-05' })
})

test('a moved day is kept with the receipt of this phone', async () => {
  const done = vi.fn()
  const { day, saving } = effectScope().run(() => useKeeping({ code: () => 'ABCDEF', by: () => '2023-06-28', clientId: () => 'c' }, done))!
  await saving.submit()
  expect([saving.errors.value.day, post.mock.calls.length]).toEqual([expect.any(String), 0])
  day.value = '2023-07-01'
  await saving.submit()
  expect(bodies()).toEqual([['promise', { client_id: 'c', day: '2023-07-01' }]])
  expect(keepReceipt).toHaveBeenCalledWith(expect.objectContaining({ code: 'ABCDEF', promise_by: '2023-07-01' }))
  expect(done).toHaveBeenCalled()
})
