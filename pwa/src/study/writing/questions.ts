/* Questions in the making: every change gives a new list, so that a removed one can come back. */
import type { Question, QuestionKind } from '../../app/api/shapes'
import { uuid } from '../../app/uuid'
import { RIGHT } from '../judging'
import { strings } from './strings'

export const KINDS = Object.keys(strings.kinds) as QuestionKind[]
export const QUESTIONS_MOST = 30
export const OPTIONS_MOST = 8

const option = (text = '') => ({ id: uuid(), text })
const yesNo = () => [{ id: 'true', text: strings.question.true }, { id: 'false', text: strings.question.false }]

export const newQuestion = (kind: QuestionKind = 'single'): Question => ofKind({ id: uuid(), kind, text: '', options: [], answer: [], model: '', explanation: '' }, kind)

/** What was written for another kind stays as far as this one can use it. */
export function ofKind(question: Question, kind: QuestionKind): Question {
  if (kind === 'short') return { ...question, kind, options: [], answer: [RIGHT] }
  if (kind === 'true_false') return { ...question, kind, options: yesNo(), answer: question.kind === kind ? question.answer : [] }
  const own = question.kind === 'single' || question.kind === 'multiple'
  const options = own && question.options.length ? question.options : [option(), option()]
  const answer = own ? question.answer : []
  return { ...question, kind, options, answer: kind === 'single' ? answer.slice(0, 1) : answer }
}

export const addOption = (question: Question): Question => ({ ...question, options: [...question.options, option()] })

export const removeOption = (question: Question, id: string): Question =>
  ({ ...question, options: question.options.filter(one => one.id !== id), answer: question.answer.filter(one => one !== id) })

export const writeOption = (question: Question, id: string, text: string): Question =>
  ({ ...question, options: question.options.map(one => one.id === id ? { ...one, text } : one) })

/** The messages about one question, by its own fields. */
export const ofQuestion = (errors: Record<string, string>, at: number) => Object.fromEntries(
  Object.entries(errors).flatMap(([field, message]) => field.startsWith(`questions.${at}.`) ? [[field.slice(`questions.${at}.`.length), message]] : []))
