/* A form has given way to its answer: to the top of the page, where a screen reader starts over too. */
import { nextTick } from 'vue'

export const toTop = () => nextTick(() => {
  scrollTo(0, 0)
  document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true })
})
