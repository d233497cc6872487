import { expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import type { Report } from '../../app/api/shapes'
import { actText, figureLines, spanText, useReport } from './report'
import { strings } from './strings'

const report = {
  by_state: [{ state: 'open', wishes: 19 }, { state: 'delivered', wishes: 290 }],
  by_group: [{ group: '困难老人', wishes: 5, delivered: 3, unfinished: 2 }],
  by_district: [{ district: '海曙区', wishes: 5, delivered: 3, unfinished: 2 }],
  by_channel: [{ channel: 'fund', wishes: 1, delivered: 1, unfinished: 0 }],
  withdrawn: [{ reason: 'not_needed', wishes: 2 }],
} as unknown as Report

test('every figure stands beside its name', () => {
  const lines = figureLines(report)
  expect(lines.state).toEqual([{ label: '待认领', values: [19] }, { label: '已送达', values: [290] }])
  expect(lines.group).toEqual([{ label: '困难老人', values: [5, 3, 2] }])
  expect([lines.channel[0]!.label, lines.withdrawn[0]!.label]).toEqual(['义卖善款', '受助人不再需要'])
})

test('a claim says how it came in, other acts only what happened', () => {
  expect(actText({ act: 'claim', at: '', channel: 'card' })).toBe('认领（现场玫瑰卡）')
  expect(actText({ act: 'claim', at: '', channel: null })).toBe('认领')
  expect(actText({ act: 'lapse', at: '', channel: null })).toBe(strings.acts.lapse)
})

test('paper holds every wish, whatever the screen shows', async () => {
  const asked: string[] = []
  const pages: Record<string, unknown> = { '': { items: [{ code: 'A' }], next: 'c2' }, 'c2': { items: [{ code: 'B' }], next: null } }
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path)
    const cursor = new URL(path, 'http://x').searchParams.get('cursor') ?? ''
    return new Response(JSON.stringify(path.includes('/wishes') ? pages[cursor] : report), { headers: { 'Content-Type': 'application/json' } })
  })
  const { printAll, rows, whole, show } = effectScope().run(() => useReport(() => 'f1'))!
  let printed: unknown[] = []
  vi.stubGlobal('print', () => { printed = [show.value, whole.value, rows.value.map(({ code }) => code)] })
  await printAll()
  expect(printed).toEqual(['unfinished', true, ['A', 'B']])
  expect(asked.filter(path => path.includes('show=all')).length).toBe(2)
  expect(whole.value).toBe(false)
  vi.unstubAllGlobals()
})

test('a time is told in one sentence, and nothing is told of nothing', () => {
  expect(spanText({ median_days: 2, max_days: 9.5, wishes: 3 })).toBe('一半的心愿在 2 天以内，最久的 10 天（3 件有记录）')
  expect(spanText({ median_days: null, max_days: null, wishes: 0 })).toBe(strings.noSpan)
})
