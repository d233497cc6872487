import { beforeEach, describe, expect, test, vi } from 'vitest'

let { allLetters, dropLetter, flush, send, setPerson, tryAgain } = await import('./outbox')
const net = vi.fn<typeof fetch>()
const sent = () => net.mock.calls.map(([path, init]) => [path, JSON.parse(String(init!.body))])

beforeEach(async () => {
  vi.useRealTimers()
  vi.resetModules() // what a Retry-After asked for is forgotten with the page
  ;({ allLetters, dropLetter, flush, send, setPerson, tryAgain } = await import('./outbox'))
  net.mockReset().mockImplementation(() => answer(200, { state: 'stored' }))
  vi.stubGlobal('fetch', net)
  await setPerson(null)
  for (const { id } of await allLetters()) await dropLetter(id)
})

describe('a write', () => {
  test('goes straight out while there is a network, and brings the answer', async () => {
    expect(await send(letter('/x'))).toEqual({ state: 'sent', answer: { state: 'stored' } })
    expect(await allLetters()).toEqual([])
  })

  test('is on the phone before it is sent, so that a closed page loses nothing', async () => {
    let kept = 0
    net.mockImplementation(async () => { kept = (await allLetters()).length; return answer(200) })
    await send(letter('/x'))
    expect(kept).toBe(1)
  })

  test.each([0, 408, 425, 429, 500, 501, 502, 503, 504, 599])('met by %i is kept', async status => {
    away(status)
    expect((await send(letter('/x'))).state).toBe('kept')
    expect(await allLetters()).toHaveLength(1)
  })

  test('from a reactive form is kept too', async () => {
    away(0)
    const { reactive } = await import('vue')
    expect((await send({ ...letter('/x'), body: reactive({ answers: [{ question: 'q', chosen: ['a'] }] }) })).state).toBe('kept')
  })

  test('that the server refuses is not kept, and the reason reaches the person', async () => {
    net.mockImplementation(() => answer(409, { code: 'wish_already_claimed', detail: '已被认领' }))
    await expect(send(letter('/x'))).rejects.toMatchObject({ code: 'wish_already_claimed', message: '已被认领' })
    expect(await allLetters()).toEqual([])
  })

  test('carries the header that proves it is ours', async () => {
    await send(letter('/x'))
    expect(new Headers(net.mock.calls[0]![1]!.headers).get('X-Weiguang')).toBe('1')
  })

  test('gets sent_at at the moment of sending where the letter asks for it', async () => {
    away()
    await send({ ...letter('/x', { scanned_at: 'then' }), stamp: true })
    net.mockImplementation(() => answer(200))
    net.mockClear()
    await flush()
    expect(sent()[0]![1]).toEqual({ scanned_at: 'then', sent_at: expect.stringMatching(/^\d{4}-/) })
  })
})

describe('a flush', () => {
  test('sends oldest first, the same body as before', async () => {
    away()
    await send(letter('/1', { client_id: 'a' }))
    await new Promise(done => setTimeout(done, 2))
    await send(letter('/2', { client_id: 'b' }))
    net.mockClear()
    net.mockImplementation(() => answer(200))
    expect(await flush()).toBe(0)
    expect(sent()).toEqual([['/api/v1/1', { client_id: 'a' }], ['/api/v1/2', { client_id: 'b' }]])
  })

  test('stops at the first failure that will pass', async () => {
    away()
    await send(letter('/1'))
    await send(letter('/2'))
    net.mockClear()
    expect(await flush()).toBe(2)
    expect(net).toHaveBeenCalledTimes(1)
  })

  test('goes on after a refusal, which stays to be read and is not sent again', async () => {
    away()
    await send({ ...letter('/1'), id: 'one' })
    await send({ ...letter('/2'), id: 'two' })
    net.mockImplementation(path => String(path).endsWith('/1') ? answer(409, { code: 'gone', detail: '已被认领' }) : answer(200))
    expect(await flush()).toBe(0)
    expect((await allLetters()).map(({ id, refused }) => [id, refused])).toEqual([['one', { code: 'gone', reason: '已被认领' }]])
    net.mockClear()
    await flush()
    expect(net).not.toHaveBeenCalled()
  })

  test('sends a refused row again only when the person asks for it', async () => {
    away()
    await send({ ...letter('/1'), id: 'one' })
    net.mockImplementation(() => answer(409))
    await flush()
    net.mockImplementation(() => answer(200))
    expect(await tryAgain('one')).toBe(0)
    expect(await allLetters()).toEqual([])
  })

  test('never sends in the name of someone else', async () => {
    await setPerson('anna')
    away()
    await send(letter('/1'))
    net.mockClear()
    net.mockImplementation(() => answer(200))
    await setPerson('bert')
    await flush()
    expect(net).not.toHaveBeenCalled()
    await setPerson('anna')
    expect(await flush()).toBe(0)
    expect(net).toHaveBeenCalledTimes(1)
  })

  test('keeps rows while the session is over', async () => {
    away()
    await send(letter('/1'))
    net.mockImplementation(() => answer(401, { code: 'sign_in_required' }))
    expect(await flush()).toBe(1)
    expect((await allLetters())[0]!.refused).toBeUndefined()
  })

  test('at the same time from two places sends a row once', async () => {
    away()
    await send(letter('/1'))
    net.mockClear()
    net.mockImplementation(() => answer(200))
    await Promise.all([flush(), flush()])
    expect(net).toHaveBeenCalledTimes(1)
  })

  test('waits as long as the server asked', async () => {
    away()
    await send(letter('/1'))
    net.mockImplementation(() => answer(429, {}, { 'Retry-After': '60' }))
    await flush()
    net.mockClear()
    expect(await flush()).toBe(1)
    expect(net).not.toHaveBeenCalled()
    vi.useFakeTimers({ now: Date.now() + 61_000, toFake: ['Date'] })
    net.mockImplementation(() => answer(200))
    expect(await flush()).toBe(0)
  })
})

describe('a failure of the server', () => {
  test.each([429, 500, 502, 503, 504])('of %i is no refusal: the row waits', async status => {
    away()
    await send(letter('/1'))
    away(status)
    expect(await flush()).toBe(1)
    expect((await allLetters())[0]!.refused).toBeUndefined()
  })

  test.each([400, 403, 404, 409, 410, 413, 422])('is not what %i is: that refuses the row', async status => {
    away()
    await send(letter('/1'))
    away(status)
    expect(await flush()).toBe(0)
    expect((await allLetters())[0]!.refused).toEqual({ code: `http_${status}`, reason: expect.any(String) })
  })

  test('is waited out, twice as long each time', async () => {
    await failing(500)
    for (const wait of [15_000, 30_000, 60_000]) {
      await flush()
      net.mockClear()
      pass(wait - 1000)
      expect(await flush()).toBe(1)
      expect(net).not.toHaveBeenCalled()
      pass(1001)
    }
    net.mockImplementation(() => answer(200))
    expect(await flush()).toBe(0)
  })

  test('is waited out ten minutes at most', async () => {
    await failing(500)
    for (let tried = 0; tried < 12; tried++) {
      await flush()
      pass(600_001)
    }
    expect((await allLetters())[0]!).toMatchObject({ tries: 12, notBefore: expect.any(Number) })
    net.mockImplementation(() => answer(200))
    expect(await flush()).toBe(0)
  })

  test('is waited out as long as the server asked, also after a reload', async () => {
    await failing(503, { 'Retry-After': '120' })
    const asked = Date.now()
    await flush()
    expect((await allLetters())[0]!.notBefore! - asked).toBeGreaterThanOrEqual(120_000)
    net.mockClear()
    await flush({ asked: true })
    expect(net).not.toHaveBeenCalled()
    pass(121_000)
  })

  test('is tried at once when the person asks and the server named no time', async () => {
    await failing(500)
    await flush()
    net.mockImplementation(() => answer(200))
    expect(await flush()).toBe(1)
    expect(await flush({ asked: true })).toBe(0)
  })

  test('on one row lets the others go, but not those that come after it on the same path', async () => {
    away()
    for (const [index, path] of ['/broken', '/broken', '/fine'].entries()) {
      await send({ ...letter(path, { index }) })
      await new Promise(done => setTimeout(done, 2))
    }
    net.mockImplementation(path => String(path).endsWith('/broken') ? answer(500) : answer(200))
    net.mockClear()
    expect(await flush()).toBe(2)
    expect(sent()).toEqual([['/api/v1/broken', { index: 0 }], ['/api/v1/fine', { index: 2 }]])
  })

  async function failing(status: number, headers = {}) {
    vi.useFakeTimers({ now: Date.now(), toFake: ['Date'] })
    away()
    await send(letter('/1'))
    net.mockImplementation(() => answer(status, {}, headers))
  }
  const pass = (ms: number) => vi.setSystemTime(Date.now() + ms)
})

const letter = (path: string, body = {}) => ({ path, body, label: '签到' })
const answer = (status: number, body = {}, headers = {}) => Promise.resolve(new Response(JSON.stringify(body), { status, headers }))
const away = (status = 0) => net.mockImplementation(() => status ? answer(status) : Promise.reject(new TypeError('offline')))

describe('rows of one batch', () => {
  const completion = (id: string, path = `/lessons/${id}/completion`) => ({ ...letter(path, { client_id: id }), id, batch: { path: '/completions/batch', row: { lesson: id } } })
  const items = (...states: string[]) => ({ items: states.map(state => ({ state, message: '话' })) })
  async function waiting(...letters: Parameters<typeof send>[0][]) {
    away()
    for (const one of letters) {
      await send(one)
      await new Promise(done => setTimeout(done, 2))
    }
    net.mockClear()
  }

  test('go out together, and each is gone with its own answer', async () => {
    await waiting(completion('a'), letter('/x'), completion('b'), completion('c'))
    net.mockImplementation(path => String(path).endsWith('/batch') ? answer(200, items('stored', 'refused', 'duplicate')) : answer(200))
    expect(await flush()).toBe(0)
    expect(sent()).toEqual([
      ['/api/v1/completions/batch', ['a', 'b', 'c'].map(id => ({ client_id: id, lesson: id }))],
      ['/api/v1/x', {}],
    ])
    expect((await allLetters()).map(({ id, refused }) => [id, refused])).toEqual([['b', { code: 'refused', reason: '话' }]])
  })

  test('are 50 at most', async () => {
    await waiting(...Array.from({ length: 51 }, (_, at) => completion(`l${at}`)))
    net.mockImplementation((_, init) => answer(200, items(...[JSON.parse(String(init!.body))].flat().map(() => 'stored'))))
    expect(await flush()).toBe(0)
    expect(sent().map(([path]) => path)).toEqual(['/api/v1/completions/batch', '/api/v1/lessons/l50/completion'])
  })

  test.each([500, 422, 413])('are sent one by one when the batch fails with %i', async status => {
    await waiting(completion('a'), completion('b'))
    net.mockImplementation(path => String(path).endsWith('/batch') ? answer(status) : answer(200))
    expect(await flush()).toBe(0)
    expect(net).toHaveBeenCalledTimes(3)
  })

  test.each([0, 429, 503])('all wait when the batch meets %i', async status => {
    await waiting(completion('a'), completion('b'))
    away(status)
    expect(await flush()).toBe(2)
    expect(net).toHaveBeenCalledTimes(1)
  })

  test('keep their order behind one to the same place that has to wait', async () => {
    await waiting(completion('a'), completion('b'))
    net.mockImplementation(path => String(path).endsWith('/a/completion') ? answer(500) : String(path).endsWith('/batch') ? answer(500) : answer(200))
    await flush() // a has to wait now
    await waiting({ ...completion('a2', '/lessons/a/completion') }, completion('c'), completion('d'))
    net.mockImplementation(() => answer(200, items('stored', 'stored')))
    expect(await flush()).toBe(2)
    expect(sent()[0]![1].map((row: { client_id: string }) => row.client_id)).toEqual(['c', 'd'])
  })
})
