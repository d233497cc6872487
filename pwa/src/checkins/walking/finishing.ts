/* The finish card as a picture, drawn on the phone: nothing of it is sent anywhere. */
import type { WalkRoute } from '../../app/api/shapes'
import { strings } from './strings'

export interface Finish { title: string, kind: string, days: string, stops: string[], name?: string }

const WIDTH = 720
const EDGE = 56
const LINE = 52
const FONT = 'sans-serif'

/** The days a walk took, the first and the last of them. */
export function daysOf(done: Map<string, string>, dayText: (at: string) => string) {
  const moments = [...done.values()].sort((a, b) => Date.parse(a) - Date.parse(b)).map(dayText)
  const [first, last] = [moments[0] ?? '', moments[moments.length - 1] ?? '']
  return first === last ? first : strings.finish.span(first, last)
}

export const finishOf = (route: WalkRoute, days: string, name?: string): Finish =>
  ({ title: route.title, kind: [strings.kinds[route.kind], route.invented && strings.invented].filter(Boolean).join(strings.routes.separator), days, stops: route.stops.map((stop, at) => `${at + 1}  ${stop.name}`), name })

/** Words cut into lines that fit; Chinese breaks anywhere. */
export function linesOf(words: string, fits: (part: string) => boolean) {
  const lines: string[] = []
  let line = ''
  for (const letter of words) {
    if (line && !fits(line + letter)) {
      lines.push(line)
      line = ''
    }
    line += letter
  }
  return line ? [...lines, line] : lines
}

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

interface Piece { text: string, size: number, bold?: boolean, colour: string, gap: number }

function piecesOf({ title, kind, days, stops, name }: Finish): Piece[] {
  const [dark, soft, brand] = ['--fg-0', '--fg-1', '--brand-text'].map(colour) as [string, string, string]
  return [
    { text: kind, size: 28, colour: brand, gap: 0 },
    { text: title, size: 46, bold: true, colour: dark, gap: 16 },
    { text: strings.finish.walked(stops.length), size: 32, colour: dark, gap: 20 },
    { text: [days, name].filter(Boolean).join('　'), size: 28, colour: soft, gap: 8 },
    ...stops.map((text, at) => ({ text, size: 30, colour: dark, gap: at ? 4 : 36 })),
    { text: strings.finish.from, size: 24, colour: soft, gap: 40 },
  ]
}

/** As tall as its words need. */
export function drawFinish(finish: Finish, canvas = document.createElement('canvas')): HTMLCanvasElement {
  const pen = canvas.getContext('2d')!
  const set = ({ size, bold }: Piece) => { pen.font = `${bold ? 'bold ' : ''}${size}px ${FONT}` }
  const placed: { piece: Piece, line: string, y: number }[] = []
  let y = EDGE
  for (const piece of piecesOf(finish)) {
    set(piece)
    y += piece.gap
    for (const line of linesOf(piece.text, part => pen.measureText(part).width <= WIDTH - 2 * EDGE)) {
      y += Math.max(LINE, piece.size * 1.3)
      placed.push({ piece, line, y })
    }
  }
  canvas.width = WIDTH // emptied by this, so that it is drawn only now
  canvas.height = y + EDGE
  pen.fillStyle = colour('--bg-2')
  pen.fillRect(0, 0, canvas.width, canvas.height)
  pen.fillStyle = colour('--brand')
  pen.fillRect(0, 0, canvas.width, EDGE / 4)
  for (const { piece, line, y: at } of placed) {
    set(piece)
    pen.fillStyle = piece.colour
    pen.fillText(line, EDGE, at)
  }
  return canvas
}

export const pictureOf = (canvas: HTMLCanvasElement) => new Promise<Blob | undefined>(done => canvas.toBlob(blob => done(blob ?? undefined), 'image/png'))
