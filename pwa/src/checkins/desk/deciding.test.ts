import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decide, tones, type Answer, type Known, type Offered, type Rule } from './deciding'
import { strings } from './strings'

interface Case { name: string, rule: Rule, offered: Offered, known: Known, moment: string, answer: Answer }
interface Vectors { answers: Record<Answer, { tone: string, word: string, sentence: string }>, cases: Case[] }

const { answers, cases }: Vectors = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/vectors/check_in_decisions.json'), 'utf8'))
const colours = { ok: 'green', warn: 'amber', bad: 'red' }

test.each(cases)('as the server decides: $name', ({ rule, offered, known, moment, answer }) => {
  expect(decide(rule, offered, known, Date.parse(moment))).toBe(answer)
})

test('each answer is said in the colour and the words of the server', () => {
  const ours = Object.entries(strings.answers).map(([answer, words]) => [answer, { tone: colours[tones[answer as Answer]], ...words }])
  expect(Object.fromEntries(ours)).toEqual(answers)
})
