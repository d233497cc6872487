/* The typed client. Paths are the ones of the OpenAPI document: api.get('/wishes/{code}', { path: { code } }). */
import { serverHeard } from '../online'
import type { paths } from './schema'
import { ApiError, content, problem, wire, type Method } from './wire'

export { ApiError } from './wire'

type Bare<P> = P extends `/api/v1${infer Rest}` ? Rest : P // the document may or may not carry the base
type Full<P> = P extends keyof paths ? P : `/api/v1${P & string}` & keyof paths
type With<M extends string> = Bare<{ [P in keyof paths]: paths[P] extends Record<M, object> ? P : never }[keyof paths] & string>
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : undefined
type Ok<R> = R extends { 200: infer A } ? Json<A> : R extends { 201: infer B } ? Json<B> : R extends { 202: infer C } ? Json<C> : undefined
type Route<P> = Full<P> extends infer F extends keyof paths ? paths[F] : never
type Names<P> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never
export type Answer<P, M extends string> = Route<P> extends Record<M, { responses: infer R }> ? Ok<R> : never
export type Body<P, M extends string> = Route<P> extends Record<M, { requestBody?: infer B }> ? Json<NonNullable<B>> : undefined

export interface Asking {
  path?: Record<string, string | number>
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
}
type Read<P> = Omit<Asking, 'path' | 'body'> & ([Names<P>] extends [never] ? object : { path: Record<Names<P>, string | number> })
type Write<P, M extends string> = Read<P> & { body?: Body<P, M> }
type Args<P, A> = [Names<P>] extends [never] ? [asking?: A] : [asking: A]

const TRIES = 3
const LONGEST_WAIT = 8 // seconds; a longer Retry-After is told to the person instead

let expired: () => void = () => {}
/** session.ts says here what to do when the server no longer knows us. */
export function onSignInRequired(act: () => void) { expired = act }

/** `/wishes/{code}` + { code: 'A B' } + { q: 1 } becomes `/wishes/A%20B?q=1`; empty query values are left out. */
export function address(path: string, { path: parts = {}, query = {} }: Asking = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(parts[name])))
  const asked = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '')
  return asked.length ? `${filled}?${new URLSearchParams(asked.map(([key, value]) => [key, String(value)]))}` : filled
}

async function call(method: Method, path: string, asking: Asking = {}) {
  const where = address(path, asking)
  for (let tried = 1; ; tried++) {
    const answer = await wire(method, where, asking.body).catch(failure => { serverHeard(false); throw failure })
    serverHeard(true)
    if (answer.ok) return content(answer)
    const failure = await problem(answer)
    const wait = failure.retryAfter || tried
    if (answer.status === 503 && tried < TRIES && wait <= LONGEST_WAIT) { // the only status we repeat by ourselves
      await new Promise(done => setTimeout(done, wait * 1000))
      continue
    }
    if (failure.status === 401 && failure.code === 'sign_in_required') expired()
    throw failure
  }
}

/** Answers have the document's type; `const me: Me = await api.get('/me')` may narrow it, never contradict it. */
export const api = {
  get: <P extends With<'get'>, T extends Answer<P, 'get'> = Answer<P, 'get'>>(path: P, ...[asking]: Args<P, Read<P>>): Promise<T> => call('GET', path, asking),
  put: <P extends With<'put'>, T extends Answer<P, 'put'> = Answer<P, 'put'>>(path: P, ...[asking]: Args<P, Write<P, 'put'>>): Promise<T> => call('PUT', path, asking),
  post: <P extends With<'post'>, T extends Answer<P, 'post'> = Answer<P, 'post'>>(path: P, ...[asking]: Args<P, Write<P, 'post'>>): Promise<T> => call('POST', path, asking),
  patch: <P extends With<'patch'>, T extends Answer<P, 'patch'> = Answer<P, 'patch'>>(path: P, ...[asking]: Args<P, Write<P, 'patch'>>): Promise<T> => call('PATCH', path, asking),
  del: <P extends With<'delete'>>(path: P, ...[asking]: Args<P, Write<P, 'delete'>>): Promise<Answer<P, 'delete'>> => call('DELETE', path, asking),
}

/** Field name -> message, for the Field components of a form. */
export function fieldErrors(failure: unknown): Record<string, string> {
  return failure instanceof ApiError ? Object.fromEntries(failure.errors.map(({ field, message }) => [field, message])) : {}
}
