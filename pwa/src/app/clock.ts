/* How far the phone's clock is from the server's, measured on every answer. */
let offset = 0

/** `date` is the answer's Date header: whole seconds, so half a second is added. */
export function measureClock(date: string | null, asked: number, answered: number) {
  const server = Date.parse(date ?? '')
  if (!Number.isNaN(server)) offset = server + 500 - (asked + answered) / 2
}

export const serverNow = () => Date.now() + offset
export const clockOffset = () => offset

/** The day as the city has it, YYYY-MM-DD. */
export const cityDay = (moment: number) => new Date(moment + 8 * 3600_000).toISOString().slice(0, 10)
