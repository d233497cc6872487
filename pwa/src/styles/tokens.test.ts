/* Promises about the whole front end: literals live in their one place. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const src = join(import.meta.dirname, '..')
const files = (readdirSync(src, { recursive: true }) as string[]).filter(file => /\.(vue|ts|css)$/.test(file) && !/\.test\.ts$/.test(file))
const text = (file: string) => readFileSync(join(src, file), 'utf8')
const components = files.filter(file => file.endsWith('.vue'))
const style = (file: string) => text(file).match(/<style[^>]*>([\s\S]*)<\/style>/)?.[1] ?? ''
const code = (file: string) => text(file).replace(/\/\*[\s\S]*?\*\/|<!--[\s\S]*?-->|\/\/ .*/g, '')

test('no component holds a colour of its own', () => {
  expect(components.filter(file => /#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(/i.test(style(file)))).toEqual([])
})

test('no component holds a size of its own', () => {
  const sizes = (css: string) => css.replace(/@media[^{]*/g, '').replace(/rootMargin.*/g, '').match(/(?<![\w.-])(?!0)[\d.]+(px|rem|em)\b/g) ?? []
  expect(components.flatMap(file => sizes(style(file)).map(size => `${file}: ${size}`))).toEqual([])
})

test('no component holds Chinese words; they are in strings.ts', () => {
  expect(components.filter(file => /[\u4e00-\u9fff]/.test(code(file)))).toEqual([])
})

test('every token that is used exists', () => {
  const known = new Set(files.flatMap(file => [...text(file).matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name)))
  const used = files.filter(file => /\.(vue|css)$/.test(file)).flatMap(file => [...text(file).matchAll(/var\((--[\w-]+)/g)].map(([, name]) => name))
  expect([...new Set(used.filter(name => !known.has(name)))]).toEqual([])
})

test('no native element uses v-model, which would put 2 kB into the first visit; Field and its kin do it by hand', () => {
  expect(components.filter(file => /<(input|select|textarea)\b[^>]*\sv-model/.test(text(file)))).toEqual([])
})

test('no file is longer than 250 lines', () => {
  expect(files.filter(file => !file.endsWith('schema.d.ts') && text(file).split('\n').length > 251)).toEqual([])
})

test('nothing ranks, counts days in a row, measures study time or nags', () => {
  const refused = /排名|排行|连续签到|学习时长|打卡|积分|每日任务/
  expect(files.filter(file => refused.test(text(file)))).toEqual([])
})
