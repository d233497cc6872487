/* One request to the server, and what can go wrong with it. Used by pages and by the service worker: no Vue here. */
import { measureClock } from '../clock'
import { strings } from '../strings'

export const BASE = '/api/v1'
const PATIENCE = 15_000

export type Method = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE'
export interface FieldProblem { field: string, message: string }

/** Every failure a page can meet. `status` 0 means that no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: FieldProblem[] = [],
    readonly body: Record<string, unknown> = {},
    readonly retryAfter = 0, // seconds
  ) { super(detail || title) }

  get offline() { return this.status === 0 }
}

/** Worth trying again later: no network, or a server that is away for a moment. */
export const passing = (status: number) => status === 0 || status === 408 || status === 425 || status === 429 || status >= 502

/** Send one request. Rejects with an ApiError of status 0 when no answer comes. */
export async function wire(method: Method, path: string, body?: unknown): Promise<Response> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  const asked = Date.now()
  try {
    const answer = await fetch(BASE + path, {
      method,
      headers: {
        'Accept': 'application/json',
        'X-Weiguang': '1', // proves that no foreign page sent this
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      credentials: 'same-origin',
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: patience.signal,
    })
    measureClock(answer.headers.get('Date'), asked, Date.now())
    return answer
  } catch {
    throw new ApiError(0, 'no_network', '没有网络', strings.noNetwork)
  } finally {
    clearTimeout(timer)
  }
}

/** The problem document (RFC 9457) of a refusal; also copes with a proxy's HTML page. */
export async function problem(answer: Response): Promise<ApiError> {
  const body = await answer.json().catch(() => ({})) as Record<string, any>
  const said = String(body.detail || body.title || (passing(answer.status) ? strings.busySoon : strings.failed(answer.status)))
  const errors = Array.isArray(body.errors) ? body.errors as FieldProblem[] : []
  return new ApiError(answer.status, String(body.code ?? `http_${answer.status}`), String(body.title ?? said), said, errors, body, retryAfter(answer))
}

/** Seconds of the Retry-After header, which is a number or a date. */
export function retryAfter(answer: Response): number {
  const said = answer.headers.get('Retry-After')
  if (!said) return 0
  const seconds = Number(said)
  return Number.isNaN(seconds) ? Math.max(0, (Date.parse(said) - Date.now()) / 1000) || 0 : seconds
}

/** The JSON of a success; undefined for 204. */
export async function content(answer: Response): Promise<any> {
  if (answer.status === 204) return undefined
  try {
    return await answer.json()
  } catch {
    throw new ApiError(answer.status, 'unreadable', '读取失败', strings.unreadable)
  }
}
