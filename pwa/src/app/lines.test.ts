import { expect, test } from 'vitest'
import { linesOf } from './lines'

test('what was typed is taken line by line, without empty ones', () => {
  expect(linesOf(' 甲 \n\n乙\n')).toEqual(['甲', '乙'])
})
