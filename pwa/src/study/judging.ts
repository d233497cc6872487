/* Judging answers on the phone, by the same rule as the server: the set of choices counts, not their order. A short answer is judged by
   its writer, who compares it with the model answer. */
import type { Question } from '../app/api/shapes'

export type Chosen = Record<string, string[]>
export type Verdict = 'open' | 'right' | 'wrong'
export const RIGHT = 'right'
export const NOT_YET = 'not_yet'

/** What can be chosen for a question. */
export const choicesOf = ({ kind, options }: Question) => kind === 'short' ? [RIGHT, NOT_YET] : options.map(({ id }) => id)

export function isRight({ answer }: Question, chosen: string[] = []): boolean {
  const set = new Set(chosen)
  return set.size === new Set(answer).size && answer.every(id => set.has(id))
}

/** One choice is judged at once; several only when the person says that these are all (`settled`). */
export function verdictOf(question: Question, chosen: string[] = [], settled = false): Verdict {
  if (!chosen.length || (question.kind === 'multiple' && !settled)) return 'open'
  return isRight(question, chosen) ? 'right' : 'wrong'
}

/** Copies: what is kept on the phone must not be a live form. */
export const answersOf = (questions: Question[], chosen: Chosen) =>
  questions.map(({ id }) => ({ question: id, chosen: [...chosen[id] ?? []] }))
