/* Addresses of calendars: of one event, and of a feed that a phone's calendar subscribes to. */
import { address } from '../../app/api/client'
import { BASE } from '../../app/api/wire'

export const eventCalendar = (event: string) => `${BASE}${address('/events/{event}/calendar.ics', { path: { event } })}`

/** `which` is empty for all, `d:NAME` for a district, `b:ID` for a branch. */
export function feedLink(which: string, origin = location.origin) {
  const asked = which.startsWith('d:') ? { district: which.slice(2) } : which.startsWith('b:') ? { branch: which.slice(2) } : {}
  return `${origin}${BASE}${address('/calendar.ics', { query: asked })}`
}

/** Most phones and computers open this in their calendar and ask whether to subscribe. */
export const subscribing = (link: string) => link.replace(/^https?:/, 'webcal:')

/** WeChat's browser saves no files and opens no calendar. */
export const opensCalendars = (agent = navigator.userAgent) => !/MicroMessenger/i.test(agent)
