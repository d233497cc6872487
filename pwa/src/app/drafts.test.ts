import { beforeEach, expect, test } from 'vitest'
import { effectScope } from 'vue'
import { dirty, useDraft } from './drafts'

beforeEach(() => sessionStorage.clear())

test('what was typed is there again after a reload', () => {
  open(draft => { draft.values.name = '王芳' })
  open(draft => expect(draft.values).toEqual({ name: '王芳', consent: false }))
})

test('the app is dirty only while a touched form is open', () => {
  const scope = effectScope()
  const draft = scope.run(() => useDraft('claim', { name: '', consent: false }))!
  expect(dirty.value).toBe(false)
  draft.values.consent = true
  expect(dirty.value).toBe(true)
  scope.stop()
  expect(dirty.value).toBe(false)
})

test('once sent, nothing of it stays on the phone', () => {
  open(draft => {
    draft.values.name = '王芳'
    draft.clear()
    expect(draft.values.name).toBe('')
  })
  expect(dirty.value).toBe(false)
  expect(sessionStorage.length).toBe(0)
})

test('once saved, only what was typed since then stays on the phone', () => {
  open(draft => {
    draft.values.name = '王芳'
    draft.settle({ name: '王芳', consent: false })
    expect([dirty.value, sessionStorage.length]).toEqual([false, 0])
    draft.values.consent = true
    draft.settle({ name: '王芳', consent: false })
    expect([dirty.value, sessionStorage.length]).toEqual([true, 1])
  })
})

function open(use: (draft: ReturnType<typeof useDraft<{ name: string, consent: boolean }>>) => void) {
  const scope = effectScope()
  scope.run(() => use(useDraft<{ name: string, consent: boolean }>('claim', { name: '', consent: false })))
  scope.stop()
}
