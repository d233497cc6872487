/* Answering the questions of a lesson: what is chosen, how it stands, and handing it in. */
import { computed } from 'vue'
import type { Completion, Lesson } from '../app/api/shapes'
import { useDraft } from '../app/drafts'
import { send, type Sent } from '../app/outbox'
import { uuid } from '../app/uuid'
import { answersOf, isRight, rightAnswers, verdictOf, type Chosen } from './judging'
import { strings } from './strings'

/** Choices, settled questions and the note are kept over a reload until the lesson is handed in. */
export function useQuiz(lesson: Lesson) {
  const { values, clear } = useDraft(`lesson.${lesson.id}`, {
    chosen: {} as Chosen,
    settled: [] as string[],
    note: lesson.note ?? '',
  })
  const { questions } = lesson

  const verdicts = computed(() => Object.fromEntries(questions.map(question =>
    [question.id, verdictOf(question, values.chosen[question.id], values.settled.includes(question.id))])))
  const open = computed(() => questions.filter(question => !isRight(question, values.chosen[question.id])))
  const started = computed(() => Object.keys(values.chosen).length > 0)

  function choose(question: string, chosen: string[]) {
    values.chosen = { ...values.chosen, [question]: chosen }
    values.settled = values.settled.filter(id => id !== question) // another choice is another answer
  }
  function settle(...ids: string[]) {
    values.settled = [...new Set([...values.settled, ...ids])]
  }

  /** An emptied note is sent as '' and forgotten there; none at all changes nothing. */
  const noted = () => values.note.trim() || (lesson.note ? '' : null)

  /** Call when nothing is open any more. Rejects with an ApiError; what was chosen then stays. */
  async function handIn() {
    const sent = await deliver(lesson, answersOf(questions, values.chosen), noted(), strings.lesson.label(lesson.title))
    clear()
    return sent
  }
  /** The note of a lesson that is done travels with its right answers: the first completion stays as it is. */
  const saveNote = () => deliver(lesson, rightAnswers(questions), noted(), strings.lesson.noteLabel(lesson.title))

  return { values, verdicts, open, started, choose, settle, handIn, saveNote, clear }
}

type Answers = ReturnType<typeof rightAnswers>

/** A new client id every time: the server keeps one completion per person and lesson, whatever arrives. */
function deliver(lesson: Lesson, answers: Answers, note: string | null, label: string): Promise<Sent<Completion>> {
  const id = uuid()
  return send<Completion>({
    id,
    path: completionPath(lesson.id),
    body: { client_id: id, answers, note, occurred_at: new Date().toISOString() },
    label,
    stamp: true,
  })
}

export const completionPath = (lesson: string) => `/lessons/${lesson}/completion`
