/* What somebody typed while a save was under way, put onto what the server answered. One splice of text against another. */

interface Splice { at: number, gone: number, came: string }

/** The one place where `to` differs from `from`. */
export function splice(from: string, to: string): Splice {
  const least = Math.min(from.length, to.length)
  let at = 0
  while (at < least && from[at] === to[at]) at++
  let tail = 0
  while (tail < least - at && from[from.length - 1 - tail] === to[to.length - 1 - tail]) tail++
  return { at, gone: from.length - at - tail, came: to.slice(at, to.length - tail) }
}

/** `typed` and `answered` both began from `sent`; undefined where they changed the same place: then the server has to merge. */
export function rebase(sent: string, typed: string, answered: string): string | undefined {
  if (typed === sent) return answered
  if (answered === sent || answered === typed) return typed
  const [mine, theirs] = [splice(sent, typed), splice(sent, answered)]
  const apart = theirs.gone ? 1 : 0 // beside a word that others replaced, mine may be a part of it
  const before = mine.at + mine.gone + apart <= theirs.at
  if (!before && theirs.at + theirs.gone + apart > mine.at) return undefined
  const at = before ? mine.at : mine.at + theirs.came.length - theirs.gone
  return answered.slice(0, at) + mine.came + answered.slice(at + mine.gone)
}

/** Where the caret belongs when `before` becomes `after` under it. */
export function movedCaret(before: string, after: string, caret: number): number {
  const { at, gone, came } = splice(before, after)
  if (caret <= at) return caret
  return caret >= at + gone ? caret + came.length - gone : at + came.length
}
