/* Two wordings of one sentence, marked by the server for somebody to choose. */
const [OPEN, OR, CLOSE] = ['【不同写法】', '【或】', '【完】']

export interface Choice { start: number, end: number, wordings: string[] }

/** The first place that is left to choose. */
export function choiceIn(text: string): Choice | undefined {
  const start = text.indexOf(OPEN)
  const end = start < 0 ? -1 : text.indexOf(CLOSE, start)
  if (end < 0) return undefined
  return { start, end: end + CLOSE.length, wordings: text.slice(start + OPEN.length, end).split(OR) }
}

export const chosen = (text: string, { start, end }: Choice, wording: string) => text.slice(0, start) + wording + text.slice(end)
