/* Taking back an admission, in words. */
import { db, type Scan } from '../../app/db'
import { online } from '../../app/online'
import { drain } from '../../app/scans'
import { takeBack } from '../../app/undoing'
import { strings } from './aside-strings'
import type { Verdict } from './saying'

const words = strings.undo
const PATIENCE = 5_000 // a long queue may be under way; then it is told later

export async function undone({ id }: Scan, name?: string): Promise<Verdict> {
  const gone = await takeBack(id).catch(() => undefined)
  if (gone === undefined) return { tone: 'bad', word: words.kept, text: words.failed, name }
  if (gone) return { tone: 'warn', word: words.undone, text: words.dropped, name }
  if (online.value) await Promise.race([drain({ asked: true }).catch(() => {}), new Promise(done => setTimeout(done, PATIENCE))])
  return outcome(await (await db()).get('scans', id), name)
}

/** By what stays of the row. */
function outcome(row: Scan | undefined, name?: string): Verdict {
  if (row?.state === 'waiting') return { tone: 'warn', word: words.noted, text: words.notedText, name, waits: true }
  if (row?.answer?.state === 'kept') return { tone: 'bad', word: words.kept, text: row.answer.message, name }
  return { tone: 'warn', word: words.undone, text: row?.answer?.message ?? words.nothing, name }
}
