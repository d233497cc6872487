/* How many rows of a scanning phone wait, and how many came back with a no. Small, for every page shows it; the queue is in scans.ts. */
import { db } from './db'
import { me } from './session'
import { scansToRead, waitingScans } from './waiting'

export async function countScans() {
  const owner = me.value?.id ?? ''
  const base = await db()
  const count = (state: string) => base.countFromIndex('scans', 'owned', [owner, state])
  ;[waitingScans.value, scansToRead.value] = await Promise.all([count('waiting'), count('todo')])
}
