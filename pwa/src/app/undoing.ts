/* Taking back a row of a scanning phone: one that never left is dropped, any other is told to the server, after the row itself. */
import { loadMe } from './account'
import { ApiError, content, problem, wire } from './api/wire'
import { db, type Scan } from './db'
import { serverHeard } from './online'
import { changed, postpone, refuses, secretOf, sendScan } from './scans'

/** Whether it is gone from this phone already; else it waits to be told. */
export async function takeBack(id: string): Promise<boolean> {
  const work = (await db()).transaction('scans', 'readwrite')
  const row = await work.store.get(id)
  const gone = !row || (row.state === 'waiting' && !row.sent)
  if (gone) await work.store.delete(id)
  else await work.store.put({ ...row, state: 'waiting', undoneAt: Date.now(), tries: undefined, notBefore: undefined })
  await work.done
  await changed()
  return gone
}

/** Tell the server; whether to go on with the queue. */
export async function sendUndone(scan: Scan): Promise<boolean> {
  try {
    const row = scan.answer ? scan : await answered(scan)
    if (row) await end(row, await told(row))
    return true
  } catch (failure) {
    if (!(failure instanceof ApiError)) throw failure
    const { status, retryAfter } = failure
    if (status === 0) serverHeard(false)
    if (status === 401) await loadMe()
    if (status !== 0 && status !== 401) await postpone([scan], retryAfter)
    return false
  }
}

/** What the server says to the row itself: it may have been lost, and a row that still travels must not arrive after its end. */
async function answered(scan: Scan): Promise<Scan | undefined> {
  if (!await secretOf(scan).catch(() => undefined)) return scan // it cannot be sent again
  try {
    await sendScan(scan)
  } catch (failure) {
    if (!(failure instanceof ApiError) || !refuses(failure.status)) throw failure
  }
  return (await db()).get('scans', scan.id) // gone if it was refused
}

interface Told { status: number, code?: string, message: string }

async function told({ id, undoneAt }: Scan): Promise<Told> {
  const clock = new URLSearchParams({ withdrawn_at: new Date(undoneAt!).toISOString(), sent_at: new Date().toISOString() })
  const answer = await wire('DELETE', `/check-ins/${id}?${clock}`)
  serverHeard(true)
  if (answer.ok) return { status: answer.status, message: (await content(answer) as { message: string }).message }
  const failure = await problem(answer)
  if (!refuses(failure.status)) throw failure
  return failure
}

/** What stays of the row: that it was taken back, that it could not be, or nothing. */
async function end({ id, answer }: Scan, { status, code, message }: Told) {
  const base = await db()
  const row = await base.get('scans', id)
  const foreign = answer?.state === 'duplicate' // somebody else checked them in
  if (!row) return
  if (status < 300 && answer?.state !== 'conflict') await base.put('scans', { ...row, state: 'done', answer: { state: 'withdrawn', message } })
  else if (status < 300 || (status === 404 && !foreign)) await base.delete('scans', id)
  else await base.put('scans', { ...row, undoneAt: undefined, state: status === 404 ? 'done' : 'todo', answer: { state: 'kept', code, message } })
  await changed()
}
