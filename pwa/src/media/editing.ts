/* A text while it is written: blocks with keys, files that are still on their way. Plain data, so that a draft can keep it. */
import type { Block, Media, ShownBlock } from '../app/api/shapes'
import { uuid } from '../app/uuid'
import { strings } from './strings'

export type BlockKind = Block['kind']
export type FileKind = Exclude<BlockKind, 'text'>
export const KINDS: BlockKind[] = ['text', 'picture', 'audio', 'video', 'file']
export const ACCEPTED: Record<FileKind, string> = { picture: 'image/jpeg,image/png,image/webp', audio: 'audio/*', video: 'video/*', file: 'application/pdf' }

export interface EditedBlock {
  key: string
  kind: BlockKind
  html?: string
  media?: Media
  pending?: { key: string, name: string } // a file on its way: the key of uploading.ts
  alt?: string
  caption?: string
  title?: string
}

export const newBlock = (kind: BlockKind): EditedBlock => ({ key: uuid(), kind })

/** What the server shows, to be edited. */
export const edited = (blocks: ShownBlock[]): EditedBlock[] => blocks.map(block => ({ ...block, key: uuid() }))

const worth = ({ kind, html, media }: EditedBlock) => kind === 'text' ? !!html : !!media

/** What is sent to the server; what is empty or still on its way stays behind (see `problemOf`). */
export const written = (blocks: EditedBlock[]): Block[] => blocks.filter(worth).map(({ kind, html, media, alt = '', caption = '', title = '' }) => {
  if (kind === 'text') return { kind, html: html! }
  return kind === 'picture' ? { kind, media: media!.id, alt: alt.trim(), caption: caption.trim() } : { kind, media: media!.id, title: title.trim() }
})

/** The same as readers will see it. */
export const preview = (blocks: EditedBlock[]): ShownBlock[] => blocks.filter(worth).map(({ key: _, pending: __, ...block }) => block)

/** Why a block cannot be published yet. */
export function problemOf({ kind, media, alt, pending }: EditedBlock): string | undefined {
  if (pending) return strings.editor.unfinished
  return kind === 'picture' && media && !alt?.trim() ? strings.editor.altMissing : undefined
}

/** The first thing that keeps the text from being published. */
export const firstProblem = (blocks: EditedBlock[]) => blocks.map(problemOf).find(Boolean)

/** `block` in front of place `at`. */
export const inserted = <T>(list: T[], at: number, block: T) => [...list.slice(0, at), block, ...list.slice(at)]
export const without = <T>(list: T[], at: number) => list.filter((_, place) => place !== at)

/** The block of place `at`, moved by one up (-1) or down (1). */
export function moved<T>(list: T[], at: number, by: -1 | 1): T[] {
  const to = at + by
  return to < 0 || to >= list.length ? list : inserted(without(list, at), to, list[at]!)
}

export const changed = (list: EditedBlock[], key: string, change: Partial<EditedBlock>) =>
  list.map(block => block.key === key ? { ...block, ...change } : block)
