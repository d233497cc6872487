import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import type { EventItem } from '../app/api/shapes'
import { forgetAnswers } from '../app/store'
import { districtsOf, useEvents, yearsOf } from './list'

const net = vi.fn<typeof fetch>()
const asked = () => net.mock.calls.map(([path]) => String(path).replace('/api/v1', ''))

beforeEach(async () => {
  await forgetAnswers()
  net.mockReset()
  vi.stubGlobal('fetch', net)
})

test('years come newest first, districts once each', () => {
  expect(yearsOf([event(2021), event(2023), event(2021)])).toEqual([2023, 2021])
  expect(districtsOf([event(2021, '江北区'), event(2023, '江北区'), event(2023, '')])).toEqual(['江北区'])
})

test('a small programme comes in one answer and is filtered on the phone', async () => {
  net.mockImplementation(async () => page([event(2021, '江北区'), event(2023, '江北区'), event(2023, '慈溪市')], null))
  const wished = ref<{ year?: number, district?: string }>({})
  const { items } = run(wished)
  await until(() => items.value.length === 2) // the newest year
  wished.value = { year: 2021 }
  expect(items.value).toHaveLength(1)
  wished.value = { year: 2023, district: '慈溪市' }
  expect(items.value).toHaveLength(1)
  expect(asked()).toEqual(['/events?limit=100'])
})

test('a long one is asked for by year and district', async () => {
  net.mockImplementation(async path => String(path).includes('limit=100') ? page([event(2023)], 'further') : page([event(2023), event(2023)], null))
  const { items } = run(ref({ district: '江北区' }))
  await until(() => items.value.length === 2)
  expect(asked()).toContain(`/events?year=2023&district=${encodeURIComponent('江北区')}`)
})

const run = (wished: Parameters<typeof useEvents>[0]) => effectScope().run(() => useEvents(wished))!
const page = (items: EventItem[], next: string | null) => new Response(JSON.stringify({ items, next }))
const event = (year: number, district = '') => ({ year, district } as EventItem)

async function until(true_: () => boolean) {
  for (let n = 0; n < 100 && !true_(); n++) await new Promise(done => setTimeout(done, 5))
  expect(true_()).toBe(true)
}
