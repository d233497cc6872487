import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decide } from './deciding'
import { looksPersonal, readPersonal, verified, type PublicKey } from './personal'

interface Case { name: string, code: string, moment: string, answer: string, kid: number | null, person: string | null, issued_at: string | null }
const { keys, cases }: { keys: PublicKey[], cases: Case[] } = JSON.parse(readFileSync(join(import.meta.dirname, '../../../../tests/vectors/personal_codes.json'), 'utf8'))

const nobody = { event: null, on_list: true, admitted: false, inside: false, in_at: null }

test.each(cases)('a code is read as the server reads it: $name', async ({ code: text, moment, answer, kid, person, issued_at }) => {
  const read = readPersonal(text)
  const code = read ? await verified(read, keys) : 'unreadable'
  const issued = read && code === 'good' ? new Date(read.issuedAt).toISOString() : null
  const said = decide({}, { way: 'personal', code, issued_at: issued, event: null, act: null }, nobody, Date.parse(moment))
  expect(said === 'admit' ? 'good' : said).toBe(answer)
  if (person) expect([read?.kid, read?.person, Date.parse(issued!)]).toEqual([kid, person, Date.parse(issued_at!)])
})

test('a code that is cut short is still meant as one; a link is not', () => {
  expect(['WG1:AEAW', 'wg1:', ' WG2:X', 'https://wg.example.cn/C/ABCDEF', '王芳'].map(looksPersonal)).toEqual([true, true, true, false, false])
})
