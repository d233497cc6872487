import encodeQR from 'qr'
import decodeQR from 'qr/decode.js'
import { expect, test } from 'vitest'
import { plainCode, readCode } from './codes'

const here = 'https://wg.example.cn'

test.each(['HTTPS://WG.EXAMPLE.CN/W/AB23CD', 'https://wg.example.cn/C/AB23CD/k3J9'])('what we print can be read back: %s', text => {
  const code = encodeQR(text, 'raw', { scale: 4, border: 4, ecc: 'quartile' })
  const data = new Uint8ClampedArray(code.flat().flatMap(dark => dark ? [0, 0, 0, 255] : [255, 255, 255, 255]))
  expect(decodeQR({ width: code.length, height: code.length, data })).toBe(text)
})

test.each([
  ['HTTPS://WG.EXAMPLE.CN/W/AB23CD', { kind: 'wish', code: 'AB23CD', to: '/wishes/AB23CD' }],
  ['https://wg.example.cn/w/ab23cd?from=card', { kind: 'wish', code: 'AB23CD', to: '/wishes/AB23CD' }],
  ['ab2-3 cd', { kind: 'wish', code: 'AB23CD', to: '/wishes/AB23CD' }],
  ['https://wg.example.cn/C/AB23CD/k3J9', { kind: 'check-in', code: 'AB23CD', proof: 'k3J9', to: '/C/AB23CD/k3J9' }],
  ['https://elsewhere.example/W/AB23CD', { kind: 'unknown', text: 'https://elsewhere.example/W/AB23CD' }],
  ['javascript:alert(1)', { kind: 'unknown', text: 'javascript:alert(1)' }],
  ['https://wg.example.cn/about', { kind: 'unknown', text: 'https://wg.example.cn/about' }],
  ['HTTPS://WG.EXAMPLE.CN/V/K7QMWX2P9RTA', { kind: 'certificate', code: 'K7QMWX2P9RTA', to: '/V/K7QMWX2P9RTA' }],
])('%s means what it says', (text, found) => expect(readCode(text, here)).toEqual(found))

test('a code has no letters that look alike', () => {
  expect(plainCode('AB0I1O')).toBeUndefined()
  expect(plainCode(' ab23cd ')).toBe('AB23CD')
})
