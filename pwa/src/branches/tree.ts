/* The tree of branches, laid out as people look for their own: by district, direct ones, and e-branches apart. */
import type { BranchItem } from '../app/api/shapes'

export interface Group { head: BranchItem, branches: BranchItem[] }
export interface Laid { root?: BranchItem, groups: Group[], direct: BranchItem[], online: BranchItem[] }

export function layOut(items: BranchItem[]): Laid {
  const root = items.find(({ parent }) => parent === null)
  const formal = items.filter(({ kind }) => kind === 'formal')
  return {
    root,
    groups: items
      .filter(({ id, kind }) => kind === 'committee' && id !== root?.id)
      .map(head => ({ head, branches: formal.filter(({ parent }) => parent === head.id) })),
    direct: formal.filter(({ parent }) => parent === (root?.id ?? null)),
    online: items.filter(({ kind }) => kind === 'functional'),
  }
}

/** Every word typed must be in the name, in any order. */
export function matching(items: BranchItem[], typed: string): BranchItem[] {
  const words = typed.trim().split(/\s+/).filter(Boolean)
  return items.filter(({ name }) => words.every(word => name.includes(word)))
}
