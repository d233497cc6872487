/* Rows of the outbox, told to the person who wrote them. */
import type { Letter } from '../app/db'

/** On a shared phone nobody reads what another person wrote; they are only told that there is something. */
export function split(letters: Letter[], person: string | undefined) {
  const mine = letters.filter(({ owner }) => !owner || owner === person)
  return { mine, others: letters.length - mine.length }
}

const pages: [RegExp, (id: string) => string][] = [
  [/^\/lessons\/(\w+)\/(?:completion|learning|note)$/, id => `/study/lessons/${id}`],
  [/^\/wishes\/(\w+)\/claim$/, code => `/wishes/${code}`],
  [/^\/events\/(\w+)\/registration(?:\?.*)?$/, id => `/events/${id}`],
  [/^\/deliveries\/([\w-]+)$/, () => '/me/deliveries'],
  [/^\/branches\/(\w+)\/application$/, id => `/branches/${id}`],
]

/** The page where something can be done about it; undefined when there is none. */
export function pageOf({ path }: Pick<Letter, 'path'>): string | undefined {
  for (const [pattern, page] of pages) {
    const id = path.match(pattern)?.[1]
    if (id) return page(id)
  }
  return undefined
}
