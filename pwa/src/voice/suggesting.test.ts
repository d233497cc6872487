import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick, type EffectScope } from 'vue'
import { allLetters, dropLetter, setPerson } from '../app/outbox'
import { letters } from '../app/waiting'
import { useSuggestion } from './suggesting'

const net = vi.fn<typeof fetch>()
const bodies = () => net.mock.calls.map(([, init]) => JSON.parse(String(init!.body)))
let scope: EffectScope

beforeEach(async () => {
  sessionStorage.clear()
  letters.value = []
  net.mockReset().mockImplementation(() => answer(201, { id: '1' }))
  vi.stubGlobal('fetch', net)
  for (const { id } of await allLetters()) await dropLetter(id)
  scope = effectScope()
})
afterEach(() => scope.stop())

test('nothing is sent without words', async () => {
  const { submit, errors } = open()
  await submit()
  expect(errors.value.text).toBeTruthy()
  expect(net).not.toHaveBeenCalled()
})

test('what arrived is thanked for, and leaves nothing on the phone', async () => {
  const { submit, values, done } = open({ text: ' 字太小 ', contact: '' })
  await submit()
  expect(done.value).toEqual({ contact: false })
  expect(bodies()[0]).toMatchObject({ text: '字太小', contact: '' })
  expect(values).toEqual({ text: '', contact: '', client_id: '' })
  expect(await allLetters()).toEqual([])
})

test('without a network it is kept as nobody\'s row, and its arrival is seen', async () => {
  await setPerson('someone')
  net.mockRejectedValue(new TypeError())
  const { submit, done, kept } = open({ text: '字太小', contact: '138' })
  await submit()
  letters.value = await allLetters()
  expect(done.value).toBeUndefined()
  expect(kept.value.map(({ owner, path }) => [owner, path])).toEqual([[null, '/suggestions']])
  await nextTick()
  letters.value = []
  await nextTick()
  expect(done.value).toEqual({ contact: true })
})

test('a refusal keeps the words and the id, so that sending again is the same row', async () => {
  net.mockImplementation(() => answer(422, { code: 'validation_failed', errors: [{ field: 'contact', message: '太长' }] }))
  const { submit, values, errors } = open({ text: '字太小', contact: 'x' })
  await submit()
  expect(errors.value.contact).toBe('太长')
  net.mockImplementation(() => answer(201, { id: '1' }))
  await submit()
  expect(bodies()[0].client_id).toBe(bodies()[1].client_id)
  expect(values.text).toBe('')
})

test('other words under an id that already arrived get an id of their own', async () => {
  net.mockImplementationOnce(() => answer(409, { code: 'client_id_reused' }))
  const { submit, done } = open({ text: '字太小', contact: '' })
  await submit()
  expect(done.value).toBeTruthy()
  expect(bodies()[0].client_id).not.toBe(bodies()[1].client_id)
})

test('a row refused while it waited comes back into the form under its own id, and what is typed stays', async () => {
  const { refused, takeBack, values } = open({ text: '新话' })
  letters.value = [{ id: 'a', method: 'POST', path: '/suggestions', body: { text: '旧话', contact: '' }, label: '', at: 1, owner: null, refused: { code: 'x', reason: '不行' } }]
  expect(refused.value?.refused?.reason).toBe('不行')
  await takeBack()
  expect(values).toMatchObject({ text: '旧话\n新话', client_id: 'a' })
})

function open(said: { text?: string, contact?: string } = {}) {
  const told = scope.run(() => useSuggestion())!
  Object.assign(told.values, said)
  return told
}
function answer(status: number, body: unknown) {
  return Promise.resolve(new Response(JSON.stringify(body), { status }))
}
