import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { WishItem } from '../../app/api/shapes'
import { findTyped, splitTyped } from './fair-wishes'
import { answeredRow, entryProblems, readTime, useKeying } from './keying'

const wishes = [{ code: 'HXJC68', serial: 12, item: '一台小型除湿机', state: 'open' }, { code: '4NXZZQ', serial: 7, item: '一把拐杖', state: 'open' }] as WishItem[]
const sent = vi.fn()
let answer: (rows: { client_id: string }[]) => object[]
let reply: (body: { client_id: string }[]) => Response | Promise<Response>
let scope = effectScope()
const settled = () => new Promise(done => setTimeout(done, 5))
const line = { wish: '12', name: '陈奶奶', phone: '138 0013 8000', time: '905' }

function keying() {
  const made = scope.run(() => useKeying('f1', '2026-11-21', () => wishes))!
  made.values.consent = true
  return made
}

beforeEach(() => {
  sessionStorage.clear()
  sent.mockClear()
  scope = effectScope()
  answer = rows => rows.map(({ client_id }) => ({ client_id, state: 'stored', message: '已登记' }))
  reply = body => new Response(JSON.stringify({ items: answer(body) }), { status: 200 })
  vi.stubGlobal('fetch', async (_: string, asked: RequestInit) => {
    const body = JSON.parse(String(asked.body))
    sent(body)
    return reply(body)
  })
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

test('times are typed as it suits', () => {
  expect(['905', '9:05', '09：05', '14.30'].map(readTime)).toEqual(['09:05', '09:05', '09:05', '14:30'])
  expect(['25:00', '9', '960', ''].map(readTime)).toEqual([undefined, undefined, undefined, undefined])
})

test('a wish is found by serial or code, however it is written', () => {
  expect(['12', '№ 012', '12号', '１２', 'hxjc 68'].map(typed => findTyped(typed, wishes)?.code)).toEqual(Array(5).fill('HXJC68'))
  expect([findTyped('13', wishes), findTyped('', wishes)]).toEqual([undefined, undefined])
  expect(splitTyped('№ 12, HXJC68；7\n8、9')).toEqual(['№12', 'HXJC68', '7', '8', '9'])
})

test('what is missing on a line is said beside its field', () => {
  const problems = entryProblems({ wish: '99', name: '', phone: '12', time: '99' }, false, undefined, true)
  expect(problems.map(({ field }) => field)).toEqual(['day_consent', 'wish', 'name', 'phone', 'time'])
})

test('a full line is sent with its true time, and the next one starts with that time', async () => {
  const { values, add } = keying()
  values.entry = { ...line }
  expect(add()).toBe(true)
  expect(values.entry).toEqual({ wish: '', name: '', phone: '', time: '09:05' })
  await settled()
  expect(sent.mock.calls[0]![0][0]).toMatchObject({ wish: 'HXJC68', name: '陈奶奶', phone: '13800138000', claimed_at: '2026-11-21T09:05:00+08:00', consent: true })
  expect(values.rows[0]!.state).toBe('stored')
})

test('once it is stored the phone keeps only the mask', async () => {
  const { values, add } = keying()
  values.entry = { ...line }
  add()
  await settled()
  expect(JSON.stringify([values, sessionStorage])).not.toMatch(/陈奶奶|13800138000/)
  expect(values.rows[0]).toMatchObject({ name: '陈**', phone: '138****8000' })
})

test('an incomplete line is not taken', () => {
  const { values, errors, add } = keying()
  values.entry = { ...line, phone: '138' }
  expect([add(), Object.keys(errors.value), values.rows.length]).toEqual([false, ['phone'], 0])
})

test('without a network lines wait over a reload, and go out under the same ids', async () => {
  reply = () => Promise.reject(new TypeError())
  const first = keying()
  first.values.entry = { ...line }
  first.add()
  await settled()
  expect(first.waiting.value).toBe(1)
  const id = first.values.rows[0]!.client_id
  scope.stop()
  scope = effectScope()
  reply = body => new Response(JSON.stringify({ items: answer(body) }), { status: 200 })
  const second = keying()
  await settled()
  expect([sent.mock.lastCall![0][0].client_id, second.waiting.value]).toEqual([id, 0])
})

test('a refused line can be put right, and becomes a new one', async () => {
  answer = rows => rows.map(({ client_id }) => ({ client_id, state: 'refused', message: '时间不对' }))
  const { values, add, edit } = keying()
  values.entry = { ...line }
  add()
  await settled()
  expect(values.rows[0]).toMatchObject({ state: 'refused', message: '时间不对', name: '陈奶奶' })
  edit(values.rows[0]!)
  expect([values.rows.length, values.entry.phone]).toEqual([0, '13800138000'])
})

test('a conflict keeps no name either, and stays in sight', () => {
  const row = { client_id: 'a', wish: 'HXJC68', item: '', name: '陈奶奶', phone: '13800138000', time: '09:05', claimed_at: '', state: 'waiting', message: '' } as const
  expect(answeredRow(row, { client_id: 'a', state: 'conflict', message: '已有别人', item: '除湿机' })).toMatchObject({ state: 'conflict', name: '陈**', item: '除湿机' })
})
