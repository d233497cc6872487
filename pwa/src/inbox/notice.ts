/* One notice: from the server, or, without a network, as it stood in the inbox when that was last loaded. */
import { api, ApiError } from '../app/api/client'
import type { InboxItem, Notice, Page } from '../app/api/shapes'
import { recall } from '../app/store'

export const INBOX = 'inbox'

export type Letter = Pick<Notice, 'id' | 'title' | 'body' | 'urgency'> & Partial<Pick<Notice, 'audience_text' | 'expires_at' | 'link'>> & { sent_at: string | null }

export async function fetchNotice(id: string): Promise<Letter> {
  try {
    return await api.get('/notices/{notice}', { path: { notice: id } })
  } catch (failure) {
    if (!(failure instanceof ApiError) || !failure.offline) throw failure
    const inbox = await recall<Page<InboxItem>>(INBOX).catch(() => undefined)
    const known = inbox?.data.items.find(item => item.id === id)
    if (!known) throw failure
    return known
  }
}

export const isExpired = ({ expires_at }: Letter, now: number) => !!expires_at && Date.parse(expires_at) <= now

/** Best effort: not seen by the server means bold again next time, nothing worse. */
export const tellSeen = (id: string) => api.put('/inbox/{notice}/seen', { path: { notice: id } }).catch(() => {})
