import { openDB } from 'idb'
import { expect, test } from 'vitest'
import { db } from './db'

test('what an older version kept on the phone is still there after the new one opened it', async () => {
  const old = await openDB('weiguang', 1, {
    upgrade(base) {
      base.createObjectStore('outbox', { keyPath: 'id' }).createIndex('at', 'at')
      base.createObjectStore('answers', { keyPath: 'key' }).createIndex('at', 'at')
      base.createObjectStore('facts')
    },
  })
  await old.put('outbox', { id: 'one', at: 1 })
  await old.put('facts', 'anna', 'person')
  old.close()
  const base = await db()
  expect([(await base.getAll('outbox')).length, await base.get('facts', 'person'), await base.count('scans'), await base.count('packs')]).toEqual([1, 'anna', 0, 0])
})
