import { expect, test } from 'vitest'
import type { Site } from '../app/api/shapes'
import { siteFacts } from './site-facts'

const site: Site = { name: '微光', demo: false, version: '1.2.0', operator: '某市社会组织促进会', filing_number: '浙ICP备00000000号', server_time: '2026-01-01T00:00:00Z', signed_in: false }
const told = (given?: Site) => Object.fromEntries(siteFacts(given).map(({ name, value }) => [name, value]))

test('who runs it and its filing number are told, with a link to the register', () => {
  expect(told(site)).toMatchObject({ 运营单位: '某市社会组织促进会', 备案号: '浙ICP备00000000号', 版本: '1.2.0' })
  expect(siteFacts(site).find(({ name }) => name === '备案号')?.href).toContain('beian')
})

test('what was not filled in is said in words that make sense', () => {
  expect(told({ ...site, demo: true, operator: '', filing_number: '' })).toMatchObject({ 运营单位: '演示系统，没有运营单位', 备案号: '演示系统，不需要备案' })
  expect(told({ ...site, operator: ' ', filing_number: '' }).运营单位).toContain('还没有填写')
  expect(told(undefined).备案号).toBe('连上网络后显示')
})
