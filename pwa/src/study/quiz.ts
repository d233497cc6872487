/* Answering the questions of a lesson: what is chosen, how it stands, and handing it in. */
import { computed } from 'vue'
import type { Completion, Lesson } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { send, type Sent } from '../app/outbox'
import { uuid } from '../app/uuid'
import { answersOf, choicesOf, isRight, verdictOf, type Chosen } from './judging'
import { strings } from './strings'

/** Choices and settled questions are kept over a reload until the lesson is handed in. */
export function useQuiz(lesson: Lesson) {
  const { values, clear } = useDraft(`lesson.${lesson.id}`, {
    chosen: {} as Chosen,
    settled: [] as string[],
    missed: [] as string[], // wrong at the first try
  })
  const { questions } = lesson
  for (const question of questions) { // the lesson may have changed since
    if (values.chosen[question.id]?.some(one => !choicesOf(question).includes(one))) delete values.chosen[question.id]
  }

  const verdicts = computed(() => Object.fromEntries(questions.map(question =>
    [question.id, verdictOf(question, values.chosen[question.id], values.settled.includes(question.id))])))
  const open = computed(() => questions.filter(question => !isRight(question, values.chosen[question.id])))
  const started = computed(() => Object.keys(values.chosen).length > 0)

  function choose(question: string, chosen: string[]) {
    values.chosen = { ...values.chosen, [question]: chosen }
    values.settled = values.settled.filter(id => id !== question) // another choice is another answer
    noteMissed()
  }
  function settle(...ids: string[]) {
    values.settled = [...new Set([...values.settled, ...ids])]
    noteMissed()
  }
  /** Only the first try counts, and what is wrong then stays so. */
  function noteMissed() {
    values.missed = questions.map(({ id }) => id).filter(id => values.missed.includes(id) || verdicts.value[id] === 'wrong')
  }

  /** Call when nothing is open any more. Rejects with an ApiError; what was chosen then stays. */
  async function handIn() {
    const sent = await deliver(lesson, { answers: answersOf(questions, values.chosen), missed: [...values.missed] })
    clear()
    return sent
  }

  return { values, verdicts, open, started, choose, settle, handIn, clear }
}

/** A new client id every time: the server keeps one completion per person and lesson, whatever arrives. It is judged by the version that
 *  was answered, also when it waits here while the lesson changes. */
function deliver(lesson: Lesson, told: { answers: ReturnType<typeof answersOf>, missed: string[] }): Promise<Sent<Completion>> {
  const id = uuid()
  return send<Completion>({
    id,
    path: completionPath(lesson.id),
    batch: { path: '/completions/batch', row: { lesson: lesson.id } },
    body: { client_id: id, version: lesson.version, ...told, occurred_at: new Date().toISOString() },
    label: strings.lesson.label(lesson.title),
    stamp: true,
  })
}

export const completionPath = (lesson: string) => `/lessons/${lesson}/completion`
