/* Plaques on sheets of A4. */
export const PER_SHEET = { a4: 1, a5: 2 } as const

export function sheetsOf<T>(all: readonly T[], per: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / per) }, (_, sheet) => all.slice(sheet * per, (sheet + 1) * per))
}

/** Two groups of three are read and typed without losing the place. */
export const codeText = (code: string) => code.replace(/(.{3})(?=.)/g, '$1 ')
