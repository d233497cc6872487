import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Centre, Opening } from '../../app/api/shapes'
import { figureText } from '../footfall/figure'
import { bodyOf, formOf, useEditing } from './editing'
import { dayLines, daysBefore } from './figures'
import { readSpans, spansText, typedSpans, weekLines } from './hours-text'
import { openingWords } from './opening'
import { strings } from './strings'

const { patch, post } = vi.hoisted(() => ({ patch: vi.fn(), post: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { patch, post, get: vi.fn() } }))

const office = [{ from: '08:30', to: '11:30' }, { from: '13:30', to: '17:30' }]
const centre = {
  id: 'c', name: '云溪镇中心', level: 'town', parent: 'p', district: '余姚市', address: '演示路 1 号', phone: '0574-0001', about: '', services: ['政策咨询'],
  weekly: [office, office, office, office, office, [], []],
  exceptions: [{ first_day: '2023-10-01', last_day: '2023-10-07', spans: [], note: '国庆' }],
} as unknown as Centre

beforeEach(() => {
  sessionStorage.clear()
  patch.mockReset().mockResolvedValue({ id: 'c' })
  post.mockReset().mockResolvedValue({ id: 'new' })
})

test.each([
  ['8:30-17:30', [{ from: '08:30', to: '17:30' }]],
  ['08：30—11：30、13:30～17:30', office],
  ['8:30 至 11:30，13:30 到 17:30', office],
  ['20:00-次日2:00', [{ from: '20:00', to: '02:00' }]],
  ['0:00-24:00', [{ from: '00:00', to: '24:00' }]],
  ['全天', [{ from: '00:00', to: '24:00' }]],
  ['休息', []], ['  ', []],
  ['八点半', undefined], ['8:30', undefined], ['8:30-25:00', undefined], ['8:60-9:00', undefined], ['24:00-2:00', undefined], ['8:30-9:00 上午', undefined],
])('hours typed as “%s” are read', (typed, spans) => {
  expect(readSpans(typed)).toEqual(spans)
})

test('what is typed comes back as it was', () => {
  for (const spans of [office, [], [{ from: '20:00', to: '02:00' }]]) expect(readSpans(typedSpans(spans))).toEqual(spans)
})

test('hours read as people say them', () => {
  expect(spansText(office)).toBe('8:30–11:30、13:30–17:30')
  expect(spansText([{ from: '20:00', to: '02:00' }])).toBe('20:00–次日 2:00')
  expect(spansText([])).toBe('休息')
})

test('days of the same hours are one line', () => {
  expect(weekLines(centre.weekly).map(({ days, text }) => `${days} ${text}`)).toEqual(['周一至周五 8:30–11:30、13:30–17:30', '周六、周日 休息'])
  expect(weekLines(Array(7).fill(office))).toMatchObject([{ days: '每天' }])
  expect(weekLines([office, [], office, office, office, [], []]).map(({ days }) => days)).toEqual(['周一', '周二', '周三至周五', '周六、周日'])
})

const at = (clock: string, day = '2023-06-28') => Date.parse(`${day}T${clock}:00+08:00`)
const opening = (changes: Partial<Opening> = {}): Opening => ({ day: '2023-06-28', open: true, spans: office, note: '', changes_at: '2023-06-28T03:30:00Z', ...changes })

test('open, with today’s hours, until it closes', () => {
  expect(openingWords(opening(), at('10:00'))).toEqual({ word: '现在开放', open: true, text: '今天 8:30–11:30、13:30–17:30' })
  expect(openingWords(opening(), at('11:30'))).toEqual({ open: false, text: '今天 8:30–11:30、13:30–17:30' })
})

test('an answer of yesterday claims nothing', () => {
  expect(openingWords(opening({ changes_at: null }), at('10:00', '2023-06-29'))).toEqual({ open: false, text: '' })
})

test('closed says when it opens', () => {
  const evening = opening({ open: false, changes_at: '2023-06-29T00:30:00Z' })
  expect(openingWords(evening, at('20:00'))).toEqual({ word: '现在没有开放', open: false, text: '今天 8:30–11:30、13:30–17:30，明天 8:30 开门' })
  const noon = opening({ open: false, changes_at: '2023-06-28T05:30:00Z' })
  expect(openingWords(noon, at('12:00')).text).toBe('今天 8:30–11:30、13:30–17:30')
})

test('a day off says why, and the next day', () => {
  const holiday = opening({ open: false, spans: [], note: '端午放假', changes_at: '2023-06-29T00:30:00Z' })
  expect(openingWords(holiday, at('10:00'))).toEqual({ word: '今天休息', open: false, text: '（端午放假） 明天 8:30 开门' })
})

test('after midnight the evening before is still open', () => {
  expect(openingWords(opening({ spans: [], changes_at: '2023-06-27T18:00:00Z' }), at('01:00')).text).toBe('开放到 2:00')
})

test('a form sends what it was filled with', () => {
  const body = bodyOf(formOf(centre))
  const { name, district, address, phone, about, services, weekly, exceptions } = centre
  expect(body).toEqual({ name, district, address, phone, about, services, weekly, exceptions })
})

test('hours that cannot be read are named by their day, and nothing is sent', async () => {
  const { form, saving } = effectScope().run(() => useEditing(centre, vi.fn()))!
  form.days[2] = '上午'
  form.special[0]!.hours = '九点'
  form.special.push({ first: '', last: '', hours: '', note: '' })
  await saving.submit()
  expect(Object.keys(saving.errors.value)).toEqual(['weekly.2', 'exceptions.0.spans', 'exceptions.1'])
  expect(patch).not.toHaveBeenCalled()
})

test('a special day of one day needs no end; one taken away can come back', async () => {
  const done = vi.fn()
  const { form, saving, add, remove } = effectScope().run(() => useEditing(centre, done))!
  add()
  form.special[1]!.first = '2023-12-31'
  remove(0)
  await saving.submit()
  expect(patch.mock.calls[0]![1].body.exceptions).toEqual([{ first_day: '2023-12-31', last_day: '2023-12-31', spans: [], note: '' }])
  expect(done).toHaveBeenCalledWith('c')
})

test('a new centre repeats under one id until it is made', async () => {
  const { form, saving } = effectScope().run(() => useEditing(undefined, vi.fn()))!
  Object.assign(form, { name: '新村', level: 'village', parent: 'p' })
  await saving.submit()
  await saving.submit()
  const ids = post.mock.calls.map(([, { body }]) => body.client_id)
  expect(new Set(ids).size).toBe(1)
  expect(post.mock.calls[0]![1].body).toMatchObject({ name: '新村', level: 'village', parent: 'p' })
})

test('known people and visitors stand in two lines and are never one number', () => {
  const lines = dayLines({ known: { attendances: 3, people: 3 }, others: { visits: 63, people: 51, plus_minus: 3, unsure: 2 } })
  expect(lines).toEqual(['签到：3 人次，3 人', '客流：63 人次，约 51 人（±3）（其中 2 人次没算进人数）'])
  expect(figureText({ visits: 0, people: 0, plus_minus: 0, unsure: 0 })).toBe('0 人次')
  expect(strings.figures.noSum).toContain('不能相加')
})

test('days are counted in the city', () => expect(daysBefore('2023-07-01', 29)).toBe('2023-06-02'))
