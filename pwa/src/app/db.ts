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
  batch?: { path: string, row: Record<string, unknown> } // several that wait go out there together, each as its body and `row`
  stamp?: boolean // the server wants `sent_at`, the phone's clock at the moment of sending
  heldUntil?: number // being sent by a page right now
  tries?: number // how often the server failed on it
  notBefore?: number // and when it may be tried again
  refused?: { code: string, reason: string } // why the server said no; stays until the person has read it
}

export interface Kept { key: string, data: unknown, at: number }

/** Encrypted by app/sealing.ts; as plain text where the browser cannot encrypt. */
export type Sealed = { iv: Uint8Array, data: ArrayBuffer } | { text: string }

/** Someone whom staff let in or out: waits for the server's answer to this very row. Who it is (code, name) is sealed. */
export interface Scan {
  id: string // the client id
  owner: string // who scanned: never sent in someone else's name
  point: string
  event?: string // that of the pack it was decided by
  person?: string // the id, to know whom this phone let in
  act: 'in' | 'out'
  at: number // by this phone's clock
  sealed: Sealed
  state: 'waiting' | 'done' | 'todo' // todo: the server said no, or somebody else was first; stays until it was read
  answer?: { state: string, code?: string, message: string }
  heldUntil?: number // being sent by a page right now
  sent?: number // how often it left this phone, whatever came of it
  undoneAt?: number // taken back, by this phone's clock: the server is told after the row itself
  tries?: number
  notBefore?: number
}

/** What a scanning phone needs to decide alone; the people are sealed. */
export interface KeptPack {
  point: string
  owner: string
  title: string // of the event, to say whose people these are
  people: number // how many
  at: number // when it was made, by the server's clock
  offset: number // how far this phone's clock was from the server's then
  over: number // not kept any longer than this
  sealed: Sealed
}

interface Schema extends DBSchema {
  outbox: { key: string, value: Letter, indexes: { at: number } }
  answers: { key: string, value: Kept, indexes: { at: number } }
  facts: { key: string, value: unknown }
  scans: { key: string, value: Scan, indexes: { owned: [string, string] } } // by owner and state
  packs: { key: string, value: KeptPack, indexes: { over: number } }
}

let opened: Promise<IDBPDatabase<Schema>> | undefined

export function db() {
  opened ??= openDB<Schema>('weiguang', 2, {
    upgrade(base, before) {
      if (before < 1) {
        base.createObjectStore('outbox', { keyPath: 'id' }).createIndex('at', 'at')
        base.createObjectStore('answers', { keyPath: 'key' }).createIndex('at', 'at')
        base.createObjectStore('facts')
      }
      if (before < 2) {
        base.createObjectStore('scans', { keyPath: 'id' }).createIndex('owned', ['owner', 'state'])
        base.createObjectStore('packs', { keyPath: 'point' }).createIndex('over', 'over')
      }
    },
    blocking(_, __, event) { // a newer version in another tab waits for us
      (event.target as IDBDatabase).close()
      opened = undefined
    },
    terminated() { opened = undefined }, // Safari closes the connection of a sleeping page
  })
  opened.catch(() => { opened = undefined })
  return opened
}
