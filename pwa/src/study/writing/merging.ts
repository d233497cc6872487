/* What somebody writes, as it goes to the server, and two people's texts put together so that no words are lost. */
import type { LessonDraft, Question, WrittenLesson } from '../../app/api/shapes'
import { uuid } from '../../app/uuid'
import { edited, newBlock, written, type EditedBlock } from '../../media/editing'

export interface Written { title: string, blocks: EditedBlock[], questions: Question[] }
export type Body = Omit<LessonDraft, 'rev'>

const copied = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
export const same = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other)

/** What the server has, to be edited. */
export const writtenOf = ({ title, blocks, questions }: WrittenLesson): Written => copied({ title, blocks: edited(blocks), questions })
export const copyOf = ({ title, blocks, questions }: Written): Written => copied({ title, blocks, questions })

/** What is sent. A copy: it must not change while somebody types. Its names are in one order, so that two texts can be compared. */
export const bodyOf = ({ title, blocks, questions }: Written): Body =>
  copied({ title: title.trim(), blocks: written(blocks), questions: questions.map(questionBody) })

const questionBody = ({ id, kind, text, options, answer, model, explanation }: Question) =>
  ({ id, kind, text, options: options.map(option => ({ id: option.id, text: option.text })), answer, model, explanation })

/** The paragraphs, headings and lists of a text, one by one. */
export function piecesOf(html: string): string[] {
  return [...new DOMParser().parseFromString(html, 'text/html').body.children].map(piece => piece.outerHTML)
}

/** What a block says, in pieces that can be compared with those of another text. */
const partsOf = (block: EditedBlock) => block.kind === 'text' ? piecesOf(block.html ?? '') : [JSON.stringify(written([block]))]

/** Mine, then whatever of theirs is not in it; `from` says whose words follow. A question that both changed is there twice. */
export function merged(mine: Written, theirs: Written, from: string): Written {
  const known = new Set(mine.blocks.flatMap(partsOf))
  const more = theirs.blocks.flatMap((block): EditedBlock[] => {
    const parts = partsOf(block).filter(part => !known.has(part))
    return !parts.length ? [] : [block.kind === 'text' ? { ...block, html: parts.join('') } : block]
  })
  const heading = document.createElement('h3')
  heading.textContent = from
  const fresh = theirs.questions.filter(question => !mine.questions.some(one => same(questionBody(one), questionBody(question))))
  const ids = mine.questions.map(({ id }) => id)
  return copied({
    title: mine.title || theirs.title,
    blocks: more.length ? [...mine.blocks, { ...newBlock('text'), html: heading.outerHTML }, ...more] : mine.blocks,
    questions: [...mine.questions, ...fresh.map(question => ids.includes(question.id) ? { ...question, id: uuid() } : question)],
  })
}
