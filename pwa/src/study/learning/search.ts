/* Finding lessons by what they say. */
import type { FoundLesson, Page } from '../../app/api/shapes'
import { api } from '../../app/api/client'

export const fetchFound = (q: string, cursor?: string): Promise<Page<FoundLesson>> =>
  q ? api.get('/lessons', { query: { q, cursor } }) : Promise.resolve({ items: [], next: null })

/** The text cut where one of the words stands, so that it can be marked. */
export function marked(text: string, q: string): { text: string, hit: boolean }[] {
  const words = q.split(/\s+/).filter(Boolean)
  if (!words.length) return [{ text, hit: false }]
  const any = new RegExp(`(${words.map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})`, 'i')
  return text.split(any).map((part, at) => ({ text: part, hit: at % 2 === 1 })).filter(({ text: part }) => part)
}
