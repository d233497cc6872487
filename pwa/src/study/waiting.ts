/* Lessons whose completion waits on this phone, so that lists can say so. */
import { computed, watch } from 'vue'
import { letters } from '../app/waiting'

const PATH = /^\/lessons\/(\w+)\/completion$/

export const waitingLessons = computed(() =>
  new Set(letters.value.filter(({ refused }) => !refused).map(({ path }) => path.match(PATH)?.[1]).filter(Boolean) as string[]))

/** Ask the server again once something that waited has gone out. */
export function useReloadWhenSent(reload: () => void) {
  watch(() => waitingLessons.value.size, (now, before) => { if (now < before) reload() })
}
