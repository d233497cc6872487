/* Submitting: one button, one request at a time, and the words for what went wrong. */
import { nextTick, ref, shallowRef } from 'vue'
import { ApiError, fieldErrors } from './api/client'

/** `act` sends the form. Field problems go to `errors` by name, everything else to `problem`; the input stays as it is. */
export function useSubmit(act: () => Promise<void>) {
  const busy = ref(false)
  const errors = ref<Record<string, string>>({})
  const problem = ref('')
  const failure = shallowRef<ApiError>()

  async function submit() {
    if (busy.value) return
    busy.value = true
    errors.value = {}
    problem.value = ''
    failure.value = undefined
    try {
      await act()
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      failure.value = caught
      errors.value = fieldErrors(caught)
      problem.value = caught.message
      nextTick(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
    } finally {
      busy.value = false
    }
  }
  return { busy, errors, problem, failure, submit }
}
