/* What a push message says, whatever it holds. */
export interface PushNote { title: string, body: string, tag: string, url: string }

const fallback: PushNote = { title: '微光', body: '有新通知，点开查看', tag: 'weiguang', url: '/inbox' }

/** Never throws; a link that leaves this site is replaced by the inbox. */
export function readNote(json: () => unknown): PushNote {
  try {
    const said = json() as Partial<Record<keyof PushNote, unknown>>
    const text = (key: keyof PushNote) => typeof said[key] === 'string' && said[key] ? said[key] as string : fallback[key]
    const url = text('url')
    return { title: text('title'), body: text('body'), tag: text('tag'), url: /^\/(?![/\\])/.test(url) ? url : fallback.url }
  } catch {
    return fallback
  }
}
