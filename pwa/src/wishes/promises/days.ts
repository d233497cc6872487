/* Calendar days of the city, as the date field and the API write them. */
import { serverNow } from '../../app/clock'

const DAY = 86_400_000

/** Today in Shanghai, which keeps UTC+8 all year. */
export const today = (now = serverNow()) => new Date(now + 8 * 3_600_000).toISOString().slice(0, 10)

export const plusDays = (day: string, days: number) => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
