/* Submitting: one button, one request at a time, and the words for what went wrong. */
import { getCurrentScope, nextTick, onScopeDispose, ref, shallowRef, type Ref } from 'vue'
import { ApiError, fieldErrors } from './api/client'

/** Whether a problem (`phone`, `phones.2`, `tentative.note`) is about the field with this name. */
const concerns = (problem: string, name: string) => problem === name || problem.startsWith(`${name}.`) || problem.endsWith(`.${name}`)

/** What was wrong about a field is no longer said once somebody edits it: they are mending it. */
export function forgiveEdits(errors: Ref<Record<string, string>>, forgiven: () => void = () => {}) {
  function edited({ target }: Event) {
    const { name } = target as HTMLInputElement
    const left = Object.entries(errors.value).filter(([about]) => !name || !concerns(about, name))
    if (left.length === Object.keys(errors.value).length) return
    errors.value = Object.fromEntries(left)
    forgiven()
  }
  addEventListener('input', edited)
  if (getCurrentScope()) onScopeDispose(() => removeEventListener('input', edited))
}

/** `act` sends the form. Field problems go to `errors` by name, everything else to `problem`; the input stays as it is. */
export function useSubmit(act: () => Promise<void>) {
  const busy = ref(false)
  const errors = ref<Record<string, string>>({})
  const problem = ref('')
  const failure = shallowRef<ApiError>()

  function say(refused?: ApiError) {
    failure.value = refused
    problem.value = refused?.message ?? ''
  }

  async function submit() {
    if (busy.value) return
    busy.value = true
    errors.value = {}
    say()
    try {
      await act()
    } catch (caught) {
      if (!(caught instanceof ApiError)) throw caught
      errors.value = fieldErrors(caught)
      say(caught)
      nextTick(() => document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
    } finally {
      busy.value = false
    }
  }
  forgiveEdits(errors, () => say()) // the refusal was about what is being mended
  return { busy, errors, problem, failure, submit }
}
