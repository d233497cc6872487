/* What a shared link shows: title, summary and picture. WeChat reads the page's own title and tags. */
import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'
import { strings } from './strings'

interface Card { title?: string, summary?: string, image?: string }

export function pageTitle(title?: string) {
  document.title = title ? `${title} - ${strings.name}` : strings.name
}

/** Call in a page's setup; values may arrive later. */
export function useShareCard(card: MaybeRefOrGetter<Card>) {
  watchEffect(() => {
    const { title, summary, image } = toValue(card)
    if (title) pageTitle(title)
    tag('property', 'og:title', title)
    tag('name', 'description', summary)
    tag('property', 'og:description', summary)
    tag('property', 'og:image', image)
  })
}

function tag(attribute: string, name: string, content?: string) {
  if (content) document.querySelector(`meta[${attribute}="${name}"]`)?.setAttribute('content', content)
}

/** The phone's own share sheet, else the link goes to the clipboard. */
export async function share(card: { title: string, text?: string, url?: string }): Promise<'shared' | 'copied' | 'failed'> {
  const url = card.url ?? location.href
  try {
    if (navigator.share) {
      await navigator.share({ ...card, url })
      return 'shared'
    }
    await navigator.clipboard.writeText(url)
    return 'copied'
  } catch (refusal) {
    return (refusal as Error).name === 'AbortError' ? 'shared' : 'failed'
  }
}
