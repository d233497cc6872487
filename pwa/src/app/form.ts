/* Submitting: one button, one request at a time, and the words for what went wrong. */
import { nextTick, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { ApiError, fieldErrors } from './api/client'

/** What was wrong about a field (`phone`, `phones.2`, `tentative.note`) is no longer said once somebody edits it. */
export function forgiveEdits(errors: Ref<Record<string, string>>, forgiven?: () => void) {
  function edited({ target }: Event) {
    const all = Object.entries(errors.value)
    const left = all.filter(([about]) => !about.split('.').includes((target as HTMLInputElement).name))
    if (left.length === all.length) return
    errors.value = Object.fromEntries(left)
    forgiven?.()
  }
  addEventListener('input', edited)
  onScopeDispose(() => removeEventListener('input', edited), true)
}

/** `act` sends the form. Field problems go to `errors` by name, the refusal as a whole to `failure`; the input stays as it is. */
export function useSubmit(act: () => Promise<void>) {
  const busy = ref(false)
  const errors = ref<Record<string, string>>({})
  const failure = shallowRef<ApiError>()

  async function submit() {
    if (busy.value) return
    busy.value = true
    errors.value = {}
    failure.value = undefined
    try {
      await act()
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      failure.value = caught
      errors.value = fieldErrors(caught)
      nextTick(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
    } finally {
      busy.value = false
    }
  }
  forgiveEdits(errors, () => { failure.value = undefined }) // it was about what is being mended
  return { busy, errors, failure, submit }
}
