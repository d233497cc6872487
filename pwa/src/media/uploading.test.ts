import { afterEach, expect, test, vi } from 'vitest'
import { callOff, carry, carrying, howFar, keyOf, leftOver, taken } from './uploading'

const PART = 4
const words = (text: string, name: string) => new File([text], name, { lastModified: 1, type: 'video/mp4' })

/** A server that keeps parts; `refuse` answers instead of it. */
function server(refuse: (method: string, path: string) => Response | Error | undefined = () => undefined) {
  const uploads = new Map<string, { client: string, bytes: number, parts: Map<number, string>, ready: boolean }>()
  const calls: string[] = []
  const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status })
  vi.stubGlobal('fetch', async (url: string, { method = 'GET', body }: { method?: string, body?: Blob | string } = {}) => {
    const path = url.replace('/api/v1', '')
    const no = refuse(method, path)
    if (no instanceof Error) throw no
    calls.push(`${method} ${path}`)
    if (no) return no
    if (path === '/uploads') {
      const asked = JSON.parse(body as string)
      const id = [...uploads].find(([, one]) => one.client === asked.client_id)?.[0] ?? `u${uploads.size}`
      if (!uploads.has(id)) uploads.set(id, { client: asked.client_id, bytes: asked.bytes, parts: new Map(), ready: false })
      return shown(id, 201)
    }
    const [, , id, what, n] = path.split('/') as [string, string, string, string?, string?]
    const upload = uploads.get(id)
    if (!upload) return json({ code: 'not_found' }, 404)
    if (method === 'DELETE') { uploads.delete(id); return new Response(null, { status: 204 }) }
    if (what === 'parts') { upload.parts.set(Number(n), await (body as Blob).text()); return new Response(null, { status: 204 }) }
    if (what === 'finish') return json({ id, kind: 'video', name: [...upload.parts].sort(([a], [b]) => a - b).map(([, text]) => text).join('') })
    return shown(id)
  })
  function shown(id: string, status = 200) {
    const { bytes, parts, ready } = uploads.get(id)!
    return json({ id, state: ready ? 'ready' : 'uploading', part_bytes: PART, parts: Math.ceil(bytes / PART), received: [...parts.keys()] }, status)
  }
  return { uploads, calls }
}

const parts = (calls: string[]) => calls.filter(call => call.startsWith('PUT')).length
const settled = (key: string) => vi.waitFor(() => expect(['done', 'failed']).toContain(carrying(key)?.state), { timeout: 5000 })

afterEach(() => { vi.unstubAllGlobals() })

test('a file arrives in parts, whole and in order, and is brought once', async () => {
  const { calls } = server()
  const file = words('one two three four', 'a.mp4')
  const it = carry(file)
  expect(carry(file)).toBe(it)
  await settled(it.key)
  expect([it.state, it.sent, it.media?.name]).toEqual(['done', file.size, 'one two three four'])
  expect(parts(calls)).toBe(5)
  expect(await howFar(it.key)).toMatchObject({ share: 1, media: { name: 'one two three four' } }) // until somebody has it
  await taken(it.key)
  expect(await howFar(it.key)).toBeUndefined()
})

test('the network goes away in the middle, and only what is missing is sent', async () => {
  let down = true
  const { calls } = server((method, path) => method === 'PUT' && /[2-9]$/.test(path) && down ? new Error('cut') : undefined)
  const it = carry(words('one two three four', 'b.mp4'))
  await vi.waitFor(() => expect(it.state).toBe('waiting'))
  down = false
  dispatchEvent(new Event('online'))
  await settled(it.key)
  expect([it.state, it.media?.name, parts(calls)]).toEqual(['done', 'one two three four', 5])
})

test('after a reload the same file goes on where it was', async () => {
  const file = words('aaaabbbbccccdddd', 'c.mp4')
  const { calls } = server((method, path) => method === 'PUT' && /\/[23]$/.test(path) ? new Response('{"code":"part_size"}', { status: 422 }) : undefined)
  const first = carry(file, { kind: 'video' })
  await settled(first.key)
  expect(first.state).toBe('failed')
  expect(await howFar(first.key)).toEqual({ share: 0.5 })
  expect(await leftOver()).toEqual([{ key: first.key, name: 'c.mp4', kind: 'video' }])
  const before = parts(calls)
  const again = server() // the uploads of the first are lost here: it begins anew, once
  const second = carry(file)
  await settled(second.key)
  expect([second.state, second.media?.name]).toEqual(['done', 'aaaabbbbccccdddd'])
  expect([before, parts(again.calls)]).toEqual([expect.any(Number), 4])
})

test('what the server refuses is told and not repeated', async () => {
  const { calls } = server((_, path) => path === '/uploads' ? new Response('{"code":"upload_too_large","detail":"太大了"}', { status: 413 }) : undefined)
  const it = carry(words('x', 'd.mp4'))
  await settled(it.key)
  expect([it.state, it.failure?.message, calls.length]).toEqual(['failed', '太大了', 1])
})

test('what is given up is gone on the server too', async () => {
  const { uploads } = server(method => method === 'PUT' ? new Error('cut') : undefined)
  const it = carry(words('aaaabbbb', 'e.mp4'))
  await vi.waitFor(() => expect(it.state).toBe('waiting'))
  await callOff(it.key)
  expect([uploads.size, carrying(it.key)]).toEqual([0, undefined])
})

test('another file has another key', () => {
  const about = { name: 'a.mp4', size: 1, lastModified: 1 }
  expect(new Set([keyOf(about), keyOf({ ...about, name: 'b.mp4' }), keyOf({ ...about, size: 2 }), keyOf({ ...about, lastModified: 2 })]).size).toBe(4)
})
