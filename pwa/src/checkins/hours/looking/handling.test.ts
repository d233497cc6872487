import { beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { api } from '../../../app/api/client'
import type { HourChange } from '../../../app/api/shapes'
import { changeOf, useProposing } from './handling'

const sent = vi.fn((..._: unknown[]) => Promise.resolve({}))
beforeEach(() => {
  sessionStorage.clear()
  sent.mockClear()
  vi.spyOn(api, 'get').mockResolvedValue({ items: [], next: null })
  vi.spyOn(api, 'post').mockImplementation(sent as never)
})

it('says what a proposal changes', () => {
  const change = { kind: 'added', was: null, minutes: 155 } as HourChange
  expect(changeOf(change)).toBe('补录 2.5 小时')
  expect(changeOf({ ...change, kind: 'corrected', was: 60 })).toBe('1.0 小时改为 2.5 小时')
})

it('asks for one missing thing after the other, and sends minutes', async () => {
  const done = vi.fn()
  const { values, sending } = effectScope().run(() => useProposing(done))!
  const wrong = async () => { await sending.submit(); return Object.keys(sending.errors.value) }
  expect(await wrong()).toEqual(['event'])
  values.event = 'e1'
  await nextTick()
  expect(await wrong()).toEqual(['phone'])
  values.phone = '13800000000'
  expect(await wrong()).toEqual(['day'])
  values.day = '2026-06-28'
  expect(await wrong()).toEqual(['minutes'])
  values.hours = '2.5'
  expect(await wrong()).toEqual(['reason'])
  values.reason = '手机没电'
  expect(await wrong()).toEqual([])
  const [path, { body }] = sent.mock.calls[0] as unknown as [string, { body: Record<string, unknown> }]
  expect([path, body.minutes, body.phone, body.person]).toEqual(['/hours/proposals', 150, '13800000000', undefined])
  expect([values.event, values.day, values.reason]).toEqual(['e1', '2026-06-28', '']) // the next one is often of the same activity
  expect(done).toHaveBeenCalledOnce()
})
