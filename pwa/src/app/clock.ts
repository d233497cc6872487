/* How far the phone's clock is from the server's, measured on every answer. */
let offset = 0
let measured = false

/** `date` is the answer's Date header: whole seconds, so half a second is added. */
export function measureClock(date: string | null, asked: number, answered: number) {
  const server = Date.parse(date ?? '')
  if (Number.isNaN(server)) return
  offset = server + 500 - (asked + answered) / 2
  measured = true
}

/** What was measured on an earlier day holds until an answer is heard: a phone that starts without a network is no wiser. */
export function assumeClock(known: number) {
  if (!measured) offset = known
}

export const serverNow = () => Date.now() + offset
export const clockOffset = () => offset

/** The day as the city has it, YYYY-MM-DD. */
export const cityDay = (moment: number) => new Date(moment + 8 * 3600_000).toISOString().slice(0, 10)
