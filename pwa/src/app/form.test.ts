import { effectScope } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { ApiError } from './api/client'
import { useSubmit } from './form'

const refusal = (...fields: string[]) => new ApiError(422, 'validation_failed', '', '请检查', fields.map(field => ({ field, message: `${field}不对` })))
const edit = (name: string) => {
  const input = document.body.appendChild(Object.assign(document.createElement('input'), { name }))
  input.dispatchEvent(new Event('input', { bubbles: true }))
  input.remove()
}
afterEach(() => { vi.restoreAllMocks() })

test('what was wrong about a field goes when the field is edited, and the rest stays', async () => {
  const { errors, failure, submit } = useSubmit(async () => { throw refusal('phone', 'name') })
  await submit()
  edit('message')
  expect([Object.keys(errors.value), failure.value?.code]).toEqual([['phone', 'name'], 'validation_failed'])
  edit('phone')
  expect([errors.value, failure.value]).toEqual([{ name: 'name不对' }, undefined])
  edit('name')
  expect(errors.value).toEqual({})
})

test('a problem inside a list or a group is about the field that stands for it', async () => {
  const { errors, submit } = useSubmit(async () => { throw refusal('phones.2', 'tentative.note') })
  await submit()
  edit('phones')
  edit('note')
  expect(errors.value).toEqual({})
})

test('a refusal that is about no field stays until the next try', async () => {
  const { failure, submit } = useSubmit(async () => { throw new ApiError(409, 'wish_held', '', '有人正在填写') })
  await submit()
  edit('phone')
  expect(failure.value?.code).toBe('wish_held')
})

test('the same words again are said again', async () => {
  const { errors, submit } = useSubmit(async () => { throw refusal('phone') })
  await submit()
  edit('phone')
  await submit()
  expect(errors.value).toEqual({ phone: 'phone不对' })
})

test('a form that was left listens no more', async () => {
  const removed = vi.spyOn(window, 'removeEventListener')
  const scope = effectScope()
  const form = scope.run(() => useSubmit(async () => { throw refusal('phone') }))!
  await form.submit()
  scope.stop()
  edit('phone')
  expect(form.errors.value).toEqual({ phone: 'phone不对' })
  expect(removed).toHaveBeenCalled()
})
