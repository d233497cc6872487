/* The phone's small database: rows to send, the last known answers, a few facts. Shared with the service worker. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

export interface Letter {
  id: string
  method: 'PUT' | 'POST' | 'DELETE'
  path: string // below /api/v1
  body: Record<string, unknown>
  label: string // what the person sees while it waits
  at: number
  owner: string | null // who wrote it: it is never sent in someone else's name
  stamp?: boolean // the server wants `sent_at`, the phone's clock at the moment of sending
  heldUntil?: number // being sent by a page right now
  tries?: number // how often the server failed on it
  notBefore?: number // and when it may be tried again
  refused?: { code: string, reason: string } // why the server said no; stays until the person has read it
}

export interface Kept { key: string, data: unknown, at: number }

interface Schema extends DBSchema {
  outbox: { key: string, value: Letter, indexes: { at: number } }
  answers: { key: string, value: Kept, indexes: { at: number } }
  facts: { key: string, value: unknown }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

export function db() {
  opened ??= openDB<Schema>('weiguang', 1, {
    upgrade(base) {
      base.createObjectStore('outbox', { keyPath: 'id' }).createIndex('at', 'at')
      base.createObjectStore('answers', { keyPath: 'key' }).createIndex('at', 'at')
      base.createObjectStore('facts')
    },
    terminated() { opened = undefined }, // Safari closes the connection of a sleeping page
  })
  opened.catch(() => { opened = undefined })
  return opened
}
