import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope, nextTick } from 'vue'
import { ApiError } from '../../app/api/client'
import { useProgrammeImport } from './importing'

const { post, put, upload } = vi.hoisted(() => ({ post: vi.fn(), put: vi.fn(), upload: vi.fn() }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { post, put } }))
vi.mock('../../app/upload', () => ({ upload }))

const look = (more: object = {}) => ({ errors: 0, findings: [], counts: { new: 2, changed: 0, unchanged: 0, refused: 0, gone: 0 }, ...more })
const open = () => effectScope().run(() => useProgrammeImport())!
const filled = () => {
  const one = open()
  one.form.text = '活动\t时间'
  return one
}

beforeEach(() => {
  sessionStorage.clear()
  post.mockReset().mockResolvedValue(look())
  put.mockReset().mockResolvedValue(look())
  upload.mockReset().mockResolvedValue({ text: '读出来的表', findings: [{ message: '有公式', level: 'warning' }] })
})

test('nothing is imported before it was looked at', async () => {
  const one = filled()
  expect(one.ready.value).toBe(false)
  await one.check()
  expect(one.ready.value).toBe(true)
  expect(post.mock.calls[0]![1].body).toEqual({ text: '活动\t时间', title: '', year: null, day: null, host: '' })
})

test.each([{ errors: 1 }, { counts: { new: 0, changed: 0, unchanged: 2, refused: 0, gone: 0 } }])('a table with %o is not offered', async more => {
  post.mockResolvedValue(look(more))
  const one = filled()
  await one.check()
  expect(one.ready.value).toBe(false)
})

test('a cell that is corrected has to be looked at again', async () => {
  const one = filled()
  await one.check()
  one.form.text += '改'
  await nextTick()
  expect(one.ready.value).toBe(false)
})

test('after a lost answer the same id is sent again, another table has its own', async () => {
  put.mockRejectedValueOnce(new ApiError(0, 'no_network', '', ''))
  const one = filled()
  await one.store()
  await one.store()
  const ids = put.mock.calls.map(([, asked]) => asked.path.client_id)
  expect(ids[0]).toBe(ids[1])
  expect(one.form.text).toBe('')
})

test('a file becomes text that can be corrected, and says what was odd', async () => {
  const one = open()
  one.choose(new File(['x'], 'a.xlsx'))
  await vi.waitFor(() => expect(one.look.value).toBeDefined())
  expect(one.form.text).toBe('读出来的表')
  expect(one.findings.value.map(({ message }) => message)).toEqual(['有公式'])
})

test('a pasted table is taken from its markup, other text is left to the browser', () => {
  const one = open()
  const paste = (html: string) => {
    const event = { clipboardData: { getData: () => html }, preventDefault: vi.fn() }
    one.paste(event as never)
    return event.preventDefault.mock.calls.length
  }
  expect(paste('<table><tr><td>甲</td><td>乙</td></tr></table>')).toBe(1)
  expect(one.form.text).toBe('甲\t乙')
  expect(paste('<p>字</p>')).toBe(0)
})
