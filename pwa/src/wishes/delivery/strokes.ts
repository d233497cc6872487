/* A signature as an SVG path: whole numbers, moves and lines, never longer than the server takes. */
export const MOST = 20_000
const NEAR = 2 // a finger trembles; closer points say nothing new

export class Strokes {
  path = ''
  #last?: [number, number]

  get empty() { return !this.path.includes('L') }

  start(x: number, y: number) { this.#add('M', x, y) }

  /** Answers whether the point was far enough to draw. */
  to(x: number, y: number): boolean {
    const [fromX, fromY] = this.#last ?? [x, y]
    if (Math.hypot(x - fromX, y - fromY) < NEAR) return false
    return this.#add('L', x, y)
  }

  clear() {
    this.path = ''
    this.#last = undefined
  }

  #add(act: 'M' | 'L', x: number, y: number) {
    const [whole, down] = [Math.max(0, Math.round(x)), Math.max(0, Math.round(y))]
    const step = `${this.path && ' '}${act}${whole} ${down}`
    if (this.path.length + step.length > MOST) return false
    this.path += step
    this.#last = [x, y]
    return true
  }
}
