import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, type EffectScope } from 'vue'
import type { Lesson, Me } from '../../app/api/shapes'
import type { Letter } from '../../app/db'
import { allLetters, dropLetter } from '../../app/outbox'
import { rememberMe } from '../../app/session'
import { letters } from '../../app/waiting'
import { useNote } from './notes'
import { tellPlace, waitingBody } from './telling'

const net = vi.fn<typeof fetch>()
const body = () => JSON.parse(String(net.mock.calls[0]![1]!.body))
let scope: EffectScope

beforeEach(async () => {
  sessionStorage.clear()
  letters.value = []
  rememberMe({ id: 'p1' } as Me)
  net.mockReset().mockImplementation(async () => new Response('{}'))
  vi.stubGlobal('fetch', net)
  for (const { id } of await allLetters()) await dropLetter(id)
})
afterEach(() => scope?.stop())

test('a note is sent with its moment, and only when it changed', async () => {
  const note = open('旧的')
  await note.save()
  expect(net).not.toHaveBeenCalled()
  note.values.text = ' 新的 '
  await note.save()
  expect(Object.keys(body()).sort()).toEqual(['sent_at', 'text', 'written_at'])
  expect([body().text, note.changed.value]).toEqual(['新的', false])
})

test('what was typed is there after a reload', () => {
  open('旧的').values.text = '写了一半'
  scope.stop()
  expect(open('旧的').values.text).toBe('写了一半')
})

test('without a network it waits on the phone, and is what a page opened later shows', async () => {
  net.mockRejectedValue(new TypeError('Failed to fetch'))
  const note = open('旧的')
  note.values.text = '新的'
  await note.save()
  expect(note.waits.value).toBe(true)
  letters.value = (await allLetters()).map(letter => ({ ...letter, owner: 'p1' }) as Letter)
  scope.stop()
  expect(open('旧的').values.text).toBe('新的')
  rememberMe({ id: 'p2' } as Me)
  expect(waitingBody('/lessons/l1/note', 'text')).toBeUndefined()
})

test('of places only the newest waits', async () => {
  net.mockRejectedValue(new TypeError('Failed to fetch'))
  for (const block of [1, 2, 3]) await tellPlace(lesson('')!, { block, part: 0, heard: '', seconds: 0 }, block)
  expect((await allLetters()).map(({ body }) => (body.place as { block: number }).block)).toEqual([3])
})

const lesson = (note: string) => ({ id: 'l1', title: '第一课', note }) as Lesson
function open(note: string) {
  scope = effectScope()
  return scope.run(() => useNote(lesson(note)))!
}
