/* The branches as rows of a list that folds, and who is below whom. */
import type { BranchItem } from '../app/api/shapes'
import { matches } from './duties'

/** `below` counts branches; the committees between are not counted. */
export interface TreeRow { branch: BranchItem, depth: number, below: number, folds: boolean, open: boolean, covered: boolean }

/** The branches above, nearest first. */
export function above(id: string, byId: Map<string, BranchItem>): string[] {
  const line: string[] = []
  for (let at = byId.get(id)?.parent; at && !line.includes(at); at = byId.get(at)?.parent) line.push(at)
  return line
}

export const indexed = (branches: BranchItem[]) => new Map(branches.map(branch => [branch.id, branch]))

/** The branches at or below `roots`. */
export function within(branches: BranchItem[], roots: string[]) {
  const byId = indexed(branches)
  return branches.filter(({ id }) => [id, ...above(id, byId)].some(one => roots.includes(one)))
}

/** What the list shows: unfolded rows in the order of the tree; with `words`, whatever matches, flat. */
export function treeRows(branches: BranchItem[], { open, chosen, words = '' }: { open: Set<string>, chosen: string[], words?: string }): TreeRow[] {
  const byId = indexed(branches)
  const children = new Map<string, BranchItem[]>()
  for (const branch of branches) if (branch.parent) children.set(branch.parent, [...children.get(branch.parent) ?? [], branch])
  const below = (id: string): number => (children.get(id) ?? []).reduce((sum, child) => sum + Number(child.kind !== 'committee') + below(child.id), 0)
  const row = (branch: BranchItem, depth: number): TreeRow => ({
    branch, depth, below: below(branch.id), folds: children.has(branch.id), open: open.has(branch.id), covered: above(branch.id, byId).some(id => chosen.includes(id)),
  })
  if (words.trim()) return branches.filter(({ name }) => matches(name, words)).map(branch => row(branch, 0))
  const walk = (branch: BranchItem, depth: number): TreeRow[] => [
    row(branch, depth), ...open.has(branch.id) ? (children.get(branch.id) ?? []).flatMap(child => walk(child, depth + 1)) : [],
  ]
  return branches.filter(({ parent }) => !parent || !byId.has(parent)).flatMap(root => walk(root, 0))
}
