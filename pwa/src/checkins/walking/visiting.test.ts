import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import type { Me } from '../../app/api/shapes'
import { db } from '../../app/db'
import { allLetters, setPerson, type Letter } from '../../app/outbox'
import { me } from '../../app/session'
import { letters } from '../../app/waiting'
import type { Spot } from './judging'
import { changeVisit, visits } from './progress'
import { arrivals, arrivalOf, arrive, handIn, useHandingIn } from './visiting'

let count = 0
let spot: Spot
const sent = vi.fn()
let reply: () => Response | Promise<Response>
const stored = (state = 'stored') => () => new Response(JSON.stringify({ state }), { status: state === 'stored' ? 201 : 200 })
const lost = () => Promise.reject(new TypeError())
const settled = async (id: string, outcome: string) => vi.waitFor(() => expect(arrivals.get(id)?.outcome).toBe(outcome))
const signIn = async () => {
  me.value = { id: 'wang', name: '王芳' } as Me
  await setPerson('wang')
}

beforeEach(async () => {
  for (const { id } of [...visits.value]) changeVisit(id, { stop: 'gone', declined: true })
  spot = { route: { id: 'r', title: '红色路' }, stop: { id: `s${count++}`, name: '码头' } } as unknown as Spot
  letters.value = []
  me.value = null
  sent.mockClear()
  reply = stored()
  await (await db()).clear('outbox')
  await setPerson(null)
  vi.stubGlobal('fetch', async (path: string, asked: RequestInit) => {
    sent(path, JSON.parse(String(asked.body ?? '{}')))
    return reply()
  })
})
afterEach(() => vi.unstubAllGlobals())

test('without an account the visit stays on the phone, and nothing is sent', async () => {
  const visit = arrive(spot, 'AB23CD')
  expect([arrivalOf(visit)?.outcome, visits.value.at(-1)?.id, (await allLetters()).length]).toEqual(['phone', visit.id, 0])
  expect(sent).not.toHaveBeenCalled()
})

test('for whoever is signed in it is a check-in by the moment of the scan', async () => {
  await signIn()
  const visit = arrive(spot, 'AB23CD', new Date().toISOString())
  await settled(visit.id, 'stored')
  const [path, body] = sent.mock.calls[0]!
  expect(path).toBe(`/api/v1/check-ins/${visit.id}`)
  expect(body).toMatchObject({ point: 'AB23CD', scanned_at: visit.at, sent_at: expect.any(String) })
})

test('the same stop twice a day is said kindly and sent once', async () => {
  await signIn()
  const first = arrive(spot, 'AB23CD')
  await settled(first.id, 'stored')
  arrivals.delete(first.id) // a page that was opened anew
  const again = arrive(spot, 'AB23CD')
  expect([again.id, arrivalOf(again)?.outcome, sent.mock.calls.length]).toEqual([first.id, 'again', 1])
})

test('without a network it waits, and is called done only when it was seen to go', async () => {
  await signIn()
  reply = lost
  const visit = arrive(spot, 'AB23CD')
  await settled(visit.id, 'kept')
  letters.value = await allLetters()
  await nextTick()
  expect(arrivalOf(visit)?.outcome).toBe('kept')
  letters.value = []
  await settled(visit.id, 'stored')
})

test('a row that is refused later says why', async () => {
  await signIn()
  reply = lost
  const visit = arrive(spot, 'AB23CD')
  await settled(visit.id, 'kept')
  const [letter] = letters.value = await allLetters()
  await nextTick()
  letters.value = [{ ...letter, refused: { code: 'closed', reason: '已经结束' } } as Letter]
  await settled(visit.id, 'refused')
  expect(arrivalOf(visit)?.problem).toBe('已经结束')
})

test('whoever signs in later is asked, and hands in what was walked today', async () => {
  const visit = arrive(spot, 'AB23CD')
  const { offered, takeAll } = useHandingIn()
  expect(offered.value).toEqual([])
  await signIn()
  expect(offered.value.map(({ id }) => id)).toEqual([visit.id])
  await takeAll()
  expect([offered.value.length, arrivalOf(visit)?.outcome, visits.value.at(-1)?.owner]).toEqual([0, 'stored', 'wang'])
})

test('who says that it was somebody else is not asked again', async () => {
  arrive(spot, 'AB23CD')
  await signIn()
  const { offered, decline } = useHandingIn()
  decline()
  expect(offered.value).toEqual([])
  expect(sent).not.toHaveBeenCalled()
})

test('scanning the same plaque again after signing in hands it in', async () => {
  const visit = arrive(spot, 'AB23CD')
  await signIn()
  arrive(spot, 'AB23CD')
  await settled(visit.id, 'stored')
})

test('a session that ended gives the visit back to nobody', async () => {
  await signIn()
  reply = () => new Response('{"code":"sign_in_required","title":"请先登录"}', { status: 401 })
  const visit = arrive(spot, 'AB23CD')
  await settled(visit.id, 'phone')
  expect(visits.value.find(({ id }) => id === visit.id)?.owner).toBeNull()
  await handIn({ ...visit })
})
