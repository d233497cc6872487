import { beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { ApiError } from '../../app/api/client'
import { BLANK, blank, typedIdentity, useNewWish, wallBody, wishProblems } from './writing'

const { post, replace } = vi.hoisted(() => ({ post: vi.fn(), replace: vi.fn() }))
vi.mock('../../app/routing', () => ({ useRouter: () => ({ replace }) }))
vi.mock('../../app/api/client', async original => ({ ...await original<object>(), api: { post } }))

const filled = (more: object = {}) => ({ ...blank(), item: '拐杖', story: '想要一把拐杖。', group: '困难老人', organisation: '某某中心', name: '某某', true_story: '独居', ...more })
const fields = (more: object, editing = false) => wishProblems(filled(more), editing).map(({ field }) => field)
const open = () => effectScope().run(() => useNewWish('f1'))!

beforeEach(() => {
  sessionStorage.clear()
  localStorage.clear()
  post.mockReset().mockResolvedValue({ serial: 3, findings: [] })
  replace.mockReset()
})

test('what is missing is said before anything is sent', () => {
  expect(fields({})).toEqual([])
  expect(fields({ item: ' ', name: '' })).toEqual(['item', 'name'])
  expect(fields({ group: '困境儿童' })).toEqual(['guardian'])
  expect(fields({ name: '', true_story: '', group: '困境儿童' }, true)).toEqual([])
})

test('a starter has to be filled in', () => {
  expect(fields({ story: `想要${BLANK}。` })).toEqual(['story'])
})

test('an empty district is the whole city, an empty day is none', () => {
  expect(wallBody(filled({ district: ' ', by: '' }))).toMatchObject({ district: '全市', by: null, item: '拐杖' })
})

test('a change sends only what was typed about the person', () => {
  expect(typedIdentity(filled({ name: '', true_story: '', phone: ' 0574-87654321 ' }))).toEqual({ phone: '0574-87654321' })
})

test('the draft outlives a refusal, whose words stand beside the fields', async () => {
  post.mockRejectedValueOnce(new ApiError(422, 'wish_text_tells', '', '', [{ field: 'story', message: '里有学校' }, { field: 'beneficiary.phone', message: '号码' }]))
  const { values, form } = open()
  Object.assign(values, filled())
  await form.submit()
  expect(form.errors.value).toEqual({ story: '里有学校', phone: '号码' })
  expect(open().values.item).toBe('拐杖')
})

test('two taps send one wish; then the draft is gone and the organisation is remembered', async () => {
  const { values, form } = open()
  Object.assign(values, filled())
  await Promise.all([form.submit(), form.submit()])
  expect(post).toHaveBeenCalledTimes(1)
  expect(post.mock.calls[0]![1].body).not.toHaveProperty('version')
  expect(sessionStorage.length).toBe(0)
  expect(open().values.organisation).toBe('某某中心')
})
