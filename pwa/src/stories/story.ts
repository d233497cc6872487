/* One story: reading it, and handing its link on. */
import { computed, onScopeDispose, watchEffect } from 'vue'
import { api } from '../app/api/client'
import type { Story } from '../app/api/shapes'
import { share, useShareCard } from '../app/share'
import { useCached } from '../app/store'
import { toast } from '../app/toast'
import { strings } from './strings'

const words = strings.story
const fetchStory = (code: string): Promise<Story> => api.get('/stories/{story}', { path: { story: code } })
const wide = ({ src, sizes }: NonNullable<Story['cover']>) => `${location.origin}${src}?w=${sizes.filter(width => width <= 960).pop() ?? sizes[0]}`

export function useStory(code: () => string) {
  const state = useCached(() => `story.${code()}`, () => fetchStory(code()))
  const story = state.data
  const missing = computed(() => (state.error.value as { status?: number } | undefined)?.status === 404)
  const url = computed(() => `${location.origin}/S/${code()}`)
  useShareCard(() => ({ title: story.value?.title, summary: story.value?.summary, image: story.value?.cover ? wide(story.value.cover) : undefined }))
  useCanonical(() => story.value?.for_everyone ? url.value : undefined)

  async function handOn() {
    const { title, summary } = story.value!
    const done = await share({ title, text: summary, url: url.value })
    if (done !== 'shared') toast(done === 'copied' ? words.copied : words.notShared)
  }
  return { state, story, missing, handOn }
}

/** The address that a browser's own share sheet takes; the server may have put one into the page, and it must not stay for other pages. */
function useCanonical(address: () => string | undefined) {
  const known = () => document.querySelector<HTMLLinkElement>('link[rel=canonical]')
  const remove = () => known()?.remove()
  watchEffect(() => {
    const href = address()
    if (!href) return remove()
    const link = known() ?? document.head.appendChild(Object.assign(document.createElement('link'), { rel: 'canonical' }))
    link.href = href
  })
  onScopeDispose(remove)
}
