/* A large answer, with how much of it has come. */
import { measureClock } from './clock'
import { serverHeard } from './online'
import { strings } from './strings'
import { ApiError, BASE, problem } from './api/wire'

const PATIENCE = 20_000 // without a single byte

export type Progress = (bytes: number, whole?: number) => void

/** GET a JSON answer. `progress` hears the bytes so far, and the whole unless a proxy packed it. Rejects with an ApiError. */
export async function download<T>(path: string, progress: Progress): Promise<T> {
  const patience = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => patience.abort(), PATIENCE)
  }
  wait()
  const asked = Date.now()
  try {
    const answer = await fetch(BASE + path, { headers: { 'Accept': 'application/json', 'X-Weiguang': '1' }, credentials: 'same-origin', signal: patience.signal })
    measureClock(answer.headers.get('Date'), asked, Date.now())
    serverHeard(true)
    if (!answer.ok) throw await problem(answer)
    const whole = answer.headers.has('Content-Encoding') ? undefined : Number(answer.headers.get('Content-Length')) || undefined
    return JSON.parse(await textOf(answer, bytes => { wait(); progress(bytes, whole) })) as T
  } catch (failure) {
    if (failure instanceof ApiError) throw failure
    if (failure instanceof SyntaxError) throw new ApiError(200, 'unreadable', '读取失败', strings.unreadable)
    serverHeard(false)
    throw new ApiError(0, 'no_network', '没有网络', strings.noNetwork)
  } finally {
    clearTimeout(timer)
  }
}

async function textOf(answer: Response, progress: (bytes: number) => void) {
  const reader = answer.body?.getReader() // some web views have none
  if (!reader) return answer.text()
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; ;) {
    const { done, value } = await reader.read()
    if (done) return text + decoder.decode()
    text += decoder.decode(value, { stream: true })
    progress(bytes += value.length)
  }
}
