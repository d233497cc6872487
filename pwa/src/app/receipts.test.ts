import { beforeEach, expect, test } from 'vitest'
import { db } from './db'
import { dropReceipt, keepReceipt, loadReceipts, receipts, type Receipt } from './receipts'
import { me } from './session'
import type { Me } from './api/shapes'

const receipt = (code: string, more: Partial<Receipt> = {}): Receipt => ({ code, client_id: `id-${code}`, item: '一个地球仪', at: 1, owner: null, ...more })
const codes = () => receipts.value.map(({ code }) => code)

beforeEach(async () => {
  me.value = null
  await (await db()).clear('facts')
  await loadReceipts()
})

test('a receipt is found again after the page was closed', async () => {
  await keepReceipt(receipt('AAAAAA', { number: '1234-5678' }))
  expect((await loadReceipts())[0]).toMatchObject({ code: 'AAAAAA', number: '1234-5678' })
})

test('the latest comes first and replaces an earlier one of the same wish', async () => {
  await keepReceipt(receipt('AAAAAA'))
  await keepReceipt(receipt('BBBBBB'))
  await keepReceipt(receipt('AAAAAA', { number: '1' }))
  expect(codes()).toEqual(['AAAAAA', 'BBBBBB'])
})

test('what was claimed while signed in is shown to nobody else', async () => {
  await keepReceipt(receipt('AAAAAA', { owner: 'wang' }))
  await keepReceipt(receipt('BBBBBB'))
  expect(codes()).toEqual(['BBBBBB'])
  me.value = { id: 'wang' } as Me
  expect(codes()).toEqual(['BBBBBB', 'AAAAAA'])
})

test('a dropped receipt is gone for good', async () => {
  await keepReceipt(receipt('AAAAAA'))
  await dropReceipt('AAAAAA')
  expect(await loadReceipts()).toEqual([])
})

test('old receipts make room', async () => {
  for (let n = 0; n < 52; n++) await keepReceipt(receipt(`C${n}`))
  expect([codes().length, codes()[0]]).toEqual([50, 'C51'])
})
