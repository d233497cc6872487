import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { ApiError } from '../../app/api/client'
import { isOver, plainName, useImport } from './importing'

const { get, upload } = vi.hoisted(() => ({ get: vi.fn(), upload: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { get } }))
vi.mock('../../app/upload', () => ({ upload }))

const job = (more: object = {}) => ({ id: 'u1', kind: 'preview', state: 'done', rows: 7, done: 7, created: 7, unchanged: 0, errors: 0, warnings: 0, columns: [], findings: [], filename: '', ...more })
const file = new File(['x'], '王小明的心愿.XLSX')
const open = () => effectScope().run(() => useImport('f1'))!
const settled = () => vi.advanceTimersByTimeAsync(5000)

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  get.mockReset()
  upload.mockReset().mockResolvedValue(job())
})

test('the address carries no file name', () => {
  expect(plainName(file.name)).toBe('wishes.xlsx')
  expect(plainName('王小明')).toBe('wishes')
})

test('choosing a file only looks at it; importing sends it again', async () => {
  const one = open()
  one.choose(file)
  await settled()
  expect(upload.mock.calls[0]![0]).toContain('dry_run=true')
  expect(one.ready.value).toBe(true)
  upload.mockResolvedValue(job({ kind: 'import' }))
  await one.store()
  expect(upload.mock.calls[1]![0]).toContain('dry_run=false')
  expect(one.ready.value).toBe(false)
})

test.each([{ errors: 1 }, { created: 0 }, { state: 'failed' }])('a file with %o is not offered for import', async more => {
  upload.mockResolvedValue(job(more))
  const one = open()
  one.choose(file)
  await settled()
  expect(one.ready.value).toBe(false)
})

test('it is followed until it is over, also past a lost answer', async () => {
  upload.mockResolvedValue(job({ state: 'queued', rows: 0, done: 0 }))
  get.mockResolvedValueOnce(job({ state: 'running', done: 3 })).mockRejectedValueOnce(new ApiError(0, 'no_network', '', '')).mockResolvedValue(job())
  const one = open()
  one.choose(file)
  await settled()
  expect(one.job.value!.state).toBe('done')
  expect(get).toHaveBeenCalledTimes(3)
})

test('after a lost answer the same id is sent again', async () => {
  upload.mockRejectedValueOnce(new ApiError(0, 'no_network', '', ''))
  const one = open()
  one.choose(file)
  await settled()
  await one.again()
  const ids = upload.mock.calls.map(([path]) => new URLSearchParams(path.split('?')[1]).get('client_id'))
  expect(ids[0]).toBe(ids[1])
})

test('an import under way is found again after a reload, a preview is not', async () => {
  upload.mockResolvedValue(job({ kind: 'import', state: 'running' }))
  get.mockResolvedValue(job({ kind: 'import', state: 'running', done: 5 }))
  const one = open()
  one.file.value = file
  await one.store()
  const again = open()
  await vi.advanceTimersByTimeAsync(10)
  expect(again.job.value!.done).toBe(5)
  again.reset()
  expect(open().job.value).toBeUndefined()
})

test('over is done or failed', () => {
  expect(['queued', 'running', 'done', 'failed'].map(state => isOver({ state } as never))).toEqual([false, false, true, true])
})
