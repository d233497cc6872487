/** What was typed, a line each, without empty ones. */
export const linesOf = (text: string) => text.split('\n').map(line => line.trim()).filter(Boolean)
