/* Answers kept for one day of the city only: a delivery team's addresses. They lie with the other answers, so signing out
   clears them too. */
import { cityDay, serverNow } from './clock'
import { db } from './db'
import { phone } from './memory'

const PREFIX = 'today.'
const keyOf = (name: string) => `${PREFIX}${cityDay(serverNow())}.${name}`

export async function keepForToday(name: string, data: unknown) {
  await (await db()).put('answers', { key: keyOf(name), data: JSON.parse(JSON.stringify(data)), at: Date.now() })
}

export async function recallForToday<T>(name: string): Promise<T | undefined> {
  return (await (await db()).get('answers', keyOf(name)))?.data as T | undefined
}

/** What was kept for days that are over, and the packs of events that are. */
export async function forgetPastDays() {
  if (phone.read<{ day: string }>('footfall')?.day !== cityDay(serverNow())) phone.write('footfall', undefined) // a visitor's secret lives for a day
  const base = await db()
  const kept = await base.getAllKeys('answers', IDBKeyRange.bound(PREFIX, `${PREFIX}~`))
  await Promise.all(kept.filter(key => !key.startsWith(keyOf(''))).map(key => base.delete('answers', key)))
  const over = await base.getAllKeysFromIndex('packs', 'over', IDBKeyRange.upperBound(Date.now()))
  await Promise.all(over.map(key => base.delete('packs', key)))
}
