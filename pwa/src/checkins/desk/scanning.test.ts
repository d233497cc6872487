import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { effectScope, ref } from 'vue'
import type { Me } from '../../app/api/shapes'
import { db } from '../../app/db'
import { online } from '../../app/online'
import { allScans } from '../../app/scans'
import { me } from '../../app/session'
import type { Rule } from './deciding'
import type { OpenPack } from './pack'
import { useScanning } from './scanning'
import type { Verdict } from './saying'
import { undone } from './undoing'

const { keys, cases } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/vectors/personal_codes.json'), 'utf8'))
const [wang, li] = [cases[0], cases[1]] as { code: string, person: string }[]
const NOON = Date.parse('2023-06-28T12:00:00+08:00')
const EVENT = '64a000000000000000000001'

const held = ref<OpenPack>()
const pack = (rule: Rule = {}, flags = 1, event = EVENT) => ({
  point: { code: 'RC35H3', name: '东门', kind: 'gate', title: '公益集市', event: { id: event, title: '公益集市' } },
  rule, keys, server_time: '', expires_at: '', madeAt: NOON - 3600_000,
  people: new Map([[wang!.person, { id: wang!.person, name: '王芳', last4: '0001', flags }]]),
}) as OpenPack

let reply: () => Response | Promise<Response>
let scope = effectScope()
const answer = (status: number, body: object) => () => new Response(JSON.stringify(body), { status })
const stored = answer(201, { state: 'stored', act: 'in', message: '签到成功', name: '王芳', point: 'RC35H3', event: EVENT, title: '公益集市', occurred_at: '' })
const desk = () => scope.run(() => useScanning(() => ({ code: 'RC35H3', event: EVENT, rule: held.value?.rule ?? {} }), () => held.value))!
const shown = ({ tone, word, name, waits }: Verdict = { tone: 'plain', word: '', text: '' }) => [tone, word, name, !!waits]

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  scope = effectScope()
  me.value = { id: 'anna' } as Me
  online.value = true
  held.value = pack()
  reply = stored
  await (await db()).clear('scans')
  vi.stubGlobal('fetch', async () => reply())
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('with a network the server’s answer is shown', async () => {
  const { verdict, read } = desk()
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['ok', '请进', '王芳', false])
  expect((await allScans()).map(({ state, person }) => [state, person])).toEqual([['done', wang!.person]])
})

test('without one the phone decides, keeps the row, and knows the person from then on', async () => {
  online.value = false
  const { verdict, read, recent } = desk()
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['ok', '请进', '王芳', true])
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['warn', '已签到', '王芳', false])
  await vi.waitFor(() => expect(recent.value).toHaveLength(1))
})

test('a phone that is opened anew without a network still knows whom it let in', async () => {
  online.value = false
  await desk().read(wang!.code)
  scope.stop()
  scope = effectScope()
  const { verdict, read, recent } = desk()
  await vi.waitFor(() => expect(recent.value).toHaveLength(1))
  await read(wang!.code)
  expect(verdict.value?.word).toBe('已签到')
})

const unknown = cases.find((one: { answer: string }) => one.answer === 'unknown_key').code
test.each([
  ['forged', wang!.code.slice(0, -4) + 'AAAA', '假码'], ['cut short', wang!.code.slice(0, -1), '读不出来'], ['of a key nobody told us', unknown, '认不出来'],
])('a code that is %s is refused, and leaves no row', async (_, code, word) => {
  online.value = false
  const { verdict, read } = desk()
  await read(code)
  expect([verdict.value?.word, (await allScans()).length]).toEqual([word, 0])
})

test('a pack of another event admits nobody', async () => {
  held.value = pack({}, 1, '64a000000000000000000002')
  const { verdict, read } = desk()
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['bad', '别的活动', '王芳', false])
})

test('what only an old pack says is asked of the server while there is one', async () => {
  held.value = pack({ who: 'registered' })
  const { verdict, read } = desk()
  await read(li!.code) // signed up since
  expect(verdict.value?.word).toBe('请进')
  online.value = false
  await (await db()).clear('scans')
  const { verdict: alone, read: readAlone } = desk()
  await readAlone(li!.code)
  expect([alone.value?.tone, alone.value?.word, (await allScans()).length]).toEqual(['bad', '不在名单', 0])
})

test('a no that was said on the spot is no to-do; one that came late is', async () => {
  reply = answer(409, { code: 'check_in_closed', detail: '这里的签到已经结束' })
  const { verdict, read } = desk()
  await read(wang!.code)
  expect([verdict.value?.word, (await allScans()).length]).toEqual(['已经结束', 0])
  let arrive!: (answer: Response) => void
  reply = () => new Promise<Response>(done => { arrive = done })
  await read(li!.code)
  expect(shown(verdict.value)).toEqual(['ok', '请进', undefined, true])
  arrive(answer(409, { code: 'check_in_closed', detail: '这里的签到已经结束' })())
  await vi.waitFor(() => expect(verdict.value?.word).toBe('已经结束'))
  expect((await allScans()).map(({ state }) => state)).toEqual(['todo'])
})

test('two desks admitted one person: said at once, and left to do', async () => {
  reply = answer(200, { state: 'conflict', act: 'in', message: '已在东门放行', name: '王芳' })
  const { verdict, read, todos } = desk()
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['warn', '请核对', '王芳', false])
  await vi.waitFor(() => expect(todos.value).toHaveLength(1))
})

test('whom the server let in before there was a pack is known without a network', async () => {
  held.value = undefined
  await desk().read(li!.code)
  held.value = pack()
  online.value = false
  scope.stop()
  scope = effectScope()
  const { verdict, read } = desk()
  await read(li!.code)
  expect(verdict.value?.word).toBe('已签到')
})

test('without a pack the server decides; without both the row is kept and nothing is claimed', async () => {
  held.value = undefined
  const { verdict, read } = desk()
  await read(wang!.code)
  expect(verdict.value?.word).toBe('请进')
  online.value = false
  await read(li!.code)
  expect(shown(verdict.value)).toEqual(['warn', '先记下', undefined, true])
  await read('https://wg.example.cn/W/AB23CD')
  expect(verdict.value?.word).toBe('读不出来')
})

test('who leaves without a known check-in is noted while there is no network', async () => {
  held.value = pack({ check_out: true })
  online.value = false
  const { verdict, act, read } = desk()
  act.value = 'out'
  await read(wang!.code)
  expect([verdict.value?.word, (await allScans()).map(scan => scan.act)]).toEqual(['先记下', ['out']])
  act.value = 'in'
  await read(li!.code)
  act.value = 'out'
  await read(li!.code)
  expect(verdict.value?.word).toBe('签退')
})

test('the camera announces a code that stays before it once', async () => {
  online.value = false
  const { verdict, see } = desk()
  see(wang!.code)
  await vi.waitFor(() => expect(verdict.value?.word).toBe('请进'))
  for (const ms of [500, 2_900, 2_900]) {
    vi.setSystemTime(Date.now() + ms)
    see(wang!.code)
  }
  expect(verdict.value?.word).toBe('请进')
  vi.setSystemTime(Date.now() + 3_100)
  see(wang!.code)
  await vi.waitFor(() => expect(verdict.value?.word).toBe('已签到'))
})

test('a scanner at the keyboard is faster than a network, and nothing it reads is lost', async () => {
  const { read } = desk()
  await Promise.all([read(wang!.code), read(li!.code)])
  expect(new Set((await allScans()).map(({ person }) => person))).toEqual(new Set([wang!.person, li!.person]))
})

test('the wrong one taken back without a network leaves no row, and the phone knows them no more', async () => {
  online.value = false
  const { verdict, read, latest, tell } = desk()
  await read(wang!.code)
  await vi.waitFor(() => expect(latest.value?.person).toBe(wang!.person))
  tell(await undone(latest.value!, '王芳'))
  expect([verdict.value?.word, verdict.value?.name, await allScans()]).toEqual(['已撤销', '王芳', []])
  await vi.waitFor(() => expect(latest.value).toBeUndefined())
  await read(wang!.code)
  expect(verdict.value?.word).toBe('请进')
})

test('with one the server is told, and what it says is said', async () => {
  const { verdict, read, latest, tell } = desk()
  await read(wang!.code)
  await vi.waitFor(() => expect(latest.value?.state).toBe('done'))
  reply = answer(200, { state: 'withdrawn', message: '已撤销，可以重新签到' })
  tell(await undone(latest.value!, '王芳'))
  expect(shown(verdict.value)).toEqual(['warn', '已撤销', '王芳', false])
  reply = stored
  await read(wang!.code)
  expect(verdict.value?.word).toBe('请进')
})

test('a network that is gone meanwhile: the taking back waits, and that is said', async () => {
  const { verdict, read, latest, tell } = desk()
  await read(wang!.code)
  await vi.waitFor(() => expect(latest.value?.state).toBe('done'))
  reply = () => { throw new TypeError('no network') }
  tell(await undone(latest.value!, '王芳'))
  expect(shown(verdict.value)).toEqual(['warn', '先记下撤销', '王芳', true])
  await read(wang!.code)
  expect(shown(verdict.value)).toEqual(['ok', '请进', '王芳', true])
})
