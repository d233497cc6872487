/* A wall that hangs unattended: claims, gifts given back and lost networks for hours, and nothing of it piles up. */
import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import WallPage from './WallPage.vue'

const WISHES = 40
const STEP = 2000
const hall = { open: WISHES, taken: [] as string[], away: false, version: 0 }
const codes = Array.from({ length: WISHES }, (_, n) => `W${n}`)

const { get } = vi.hoisted(() => ({ get: vi.fn() }))
vi.mock('../app/routing', () => ({ useRouter: () => ({ back() {}, replace() {} }) }))
vi.mock('../app/api/client', () => ({ api: { get } }))

const figures = () => ({
  fair: 'f', title: '公益集市', collected: WISHES, claimed: hall.taken.length, open: WISHES - hall.taken.length, delivered: 0,
  recent: hall.taken.slice(-8).reverse().map(code => ({ code, item: `心愿${code}`, group: '困难老人', at: '2023-06-28T01:00:00Z' })),
})
async function board(_: unknown, asked?: RequestInit) {
  if (hall.away) throw new TypeError('no network')
  const tag = `"${hall.version}"`
  if ((asked?.headers as Record<string, string>)['If-None-Match'] === tag) return new Response(null, { status: 304 })
  return new Response(JSON.stringify(figures()), { headers: { ETag: tag } })
}
const claim = () => { hall.taken = [...hall.taken, codes[hall.taken.length]!]; hall.version++ }
const giveAllBack = () => { hall.taken = []; hall.version++ }
const pass = async (steps: number) => { for (let n = 0; n < steps; n++) { await vi.advanceTimersByTimeAsync(STEP); await flushPromises() } }

/** How many listeners stand on the window and the document. */
function countListeners() {
  const count = { standing: 0 }
  for (const target of [window, document]) {
    const { addEventListener: add, removeEventListener: remove } = target
    vi.spyOn(target, 'addEventListener').mockImplementation((...listener) => { count.standing++; add.apply(target, listener as never) })
    vi.spyOn(target, 'removeEventListener').mockImplementation((...listener) => { count.standing--; remove.apply(target, listener as never) })
  }
  return count
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime('2023-06-28T01:00:00Z')
  vi.stubGlobal('fetch', board)
  Object.assign(hall, { taken: [], away: false, version: 1 })
  get.mockImplementation(async () => ({ items: codes.map(code => ({ code, state: hall.taken.includes(code) ? 'claimed' : 'open' })), next: null }))
})
afterEach(() => { vi.useRealTimers(); vi.unstubAllGlobals(); vi.restoreAllMocks() })

const open = (wall: ReturnType<typeof hang>) => wall.findAll('.grid use:not(.leaving)').filter(use => use.attributes('href') === '#rose-open').length
const hang = () => mount(WallPage, { props: { fair: 'f' } })

test('after a thousand polls with claims, gifts given back and lost networks there is no more of anything', async () => {
  const listeners = countListeners()
  const wall = hang()
  await pass(20)
  const before = [wall.element.querySelectorAll('*').length, listeners.standing, vi.getTimerCount()]
  for (let round = 0; round < 15; round++) {
    for (let n = 0; n < WISHES; n++) { claim(); await pass(1) }
    expect(open(wall)).toBe(0)
    expect(wall.element.querySelectorAll('*').length).toBeLessThan(before[0]! + 8 + 6 * 3 + 2)
    hall.away = true
    await pass(10)
    giveAllBack()
    hall.away = false
    await pass(20)
    expect(open(wall)).toBe(WISHES)
  }
  expect([wall.element.querySelectorAll('*').length, listeners.standing, vi.getTimerCount()]).toEqual(before)
  wall.unmount()
  expect([listeners.standing, vi.getTimerCount()]).toEqual([0, 0])
}, 60_000)

test('a claimed rose leaves in a short motion, and the mark goes too', async () => {
  const wall = hang()
  await pass(2)
  claim()
  claim()
  await pass(1)
  expect([wall.findAll('.leaving').length, open(wall)]).toEqual([2, WISHES - 2])
  await pass(4)
  expect(wall.findAll('.leaving').length).toBe(0)
})

test('a lost network is said in words with the time of the last figures, which stay; it resumes by itself', async () => {
  const wall = hang()
  await pass(5)
  hall.away = true
  await pass(8)
  expect(wall.get('[role=status]').text()).toContain('数字停在 9:00')
  expect(wall.findAll('dd')[0]!.text()).toBe(`${WISHES}件`)
  hall.away = false
  claim()
  await pass(12)
  expect(wall.find('[role=status]').exists()).toBe(false)
  expect(wall.findAll('dd')[1]!.text()).toBe('1件')
})

test('more were taken between two looks than the board names: the wall is read again, not more often than it must', async () => {
  const wall = hang()
  await pass(10)
  const asked = get.mock.calls.length
  for (let n = 0; n < 30; n++) claim()
  await pass(10)
  expect([open(wall), get.mock.calls.length]).toEqual([WISHES - 30, asked + 1])
})
