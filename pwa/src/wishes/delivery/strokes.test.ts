import { expect, test } from 'vitest'
import { MOST, Strokes } from './strokes'

test('strokes become an SVG path of whole numbers', () => {
  const strokes = new Strokes()
  strokes.start(1.4, 2.6)
  strokes.to(10, 20)
  strokes.start(-3, 5)
  expect(strokes.path).toBe('M1 3 L10 20 M0 5')
})

test('a dot is no signature', () => {
  const strokes = new Strokes()
  strokes.start(5, 5)
  expect([strokes.to(5.5, 5.5), strokes.empty]).toEqual([false, true])
  strokes.to(50, 50)
  expect(strokes.empty).toBe(false)
  strokes.clear()
  expect(strokes.empty).toBe(true)
})

test('a path never grows longer than the server takes', () => {
  const strokes = new Strokes()
  strokes.start(0, 0)
  for (let step = 0; step < 5000; step++) strokes.to(step % 2 ? 0 : 300, step % 7)
  expect(strokes.path.length).toBeLessThanOrEqual(MOST)
  expect(strokes.path).toMatch(/^M\d+ \d+( [ML]\d+ \d+)*$/)
})
