/* A figure of footfall in words: visits, and about how many people with the error. */
import type { FootfallFigure } from '../../app/api/shapes'
import { strings } from './strings'

const words = strings.figure

export function figureText({ visits, people, plus_minus, unsure }: FootfallFigure) {
  if (!visits) return words.visits(0)
  const parts = [words.visits(visits), words.people(people, plus_minus)]
  return parts.join('，') + (unsure ? words.unsure(unsure) : '')
}
