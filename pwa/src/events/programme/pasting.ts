/* A table from the clipboard as text with tabs. What is merged with the cell above becomes 〃, which the server understands; so nobody
   has to take a newspaper's merged cells apart first. */
import { linesOf } from '../../app/lines'
import { strings } from './strings'

const BLOCKS = 'P,DIV,LI,H1,H2,H3,H4'

/** Undefined where there is no table in it. */
export function tableText(html: string): string | undefined {
  const page = new DOMParser().parseFromString(html, 'text/html')
  const tables = [...page.querySelectorAll('table')].filter(table => !table.querySelector('table')) // not those that only hold others
  const rows = tables.flatMap(table => rowsOf(table))
  return rows.some(cells => cells.length > 1) ? rows.map(cells => cells.map(quoted).join('\t')).join('\n') : undefined
}

function rowsOf(table: HTMLTableElement): string[][] {
  const grid: string[][] = []
  const caption = table.querySelector('caption')?.textContent?.trim()
  const lines = [...table.querySelectorAll('tr')]
  lines.forEach((line, at) => {
    grid[at] ??= []
    let place = 0
    for (const cell of line.querySelectorAll<HTMLTableCellElement>('td, th')) {
      while (grid[at]![place] !== undefined) place++ // taken by a cell that reaches down from above
      const [down, across] = [span(cell, 'rowspan'), span(cell, 'colspan')]
      for (let y = 0; y < Math.min(down, lines.length - at); y++) {
        const below = grid[at + y] ??= []
        for (let x = 0; x < across; x++) below[place + x] = x ? '' : y ? strings.ditto : wordsOf(cell)
      }
      place += across
    }
  })
  const rows = grid.map(cells => Array.from(cells, cell => cell ?? ''))
  return caption ? [[caption], ...rows] : rows
}

const span = (cell: Element, name: string) => Math.min(Math.max(Number(cell.getAttribute(name)) || 1, 1), 200)

/** The words of a cell; paragraphs and breaks are lines. */
function wordsOf(cell: Element): string {
  const walk = (node: Node): string => {
    if (node.nodeType === Node.TEXT_NODE) return (node.textContent ?? '').replace(/\s+/g, ' ')
    const element = node as Element
    if (element.tagName === 'BR') return '\n'
    const inside = [...node.childNodes].map(walk).join('')
    return element.matches?.(BLOCKS) ? `\n${inside}\n` : inside
  }
  return linesOf([...cell.childNodes].map(walk).join('')).join('\n')
}

const quoted = (cell: string) => /["\n\t]/.test(cell) ? `"${cell.replace(/\t/g, ' ').replace(/"/g, '""')}"` : cell
