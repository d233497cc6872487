import { expect, test } from 'vitest'
import { placeOf, type Page } from './places'

const pages: Page[] = [
  { name: 'home', path: '/' },
  { name: 'notices', path: '/work/notices' },
  { name: 'notice', path: '/work/notices/:id' },
  { name: 'claim', path: '/wishes/:code/claim' },
  { name: 'check-in', path: '/C/:code/:proof?' },
  { name: 'sign-in', path: '/sign-in', meta: { focus: true } },
  { name: 'not-found', path: '*' },
]
const at = (to: Parameters<typeof placeOf>[0], here?: string) => placeOf(to, pages, here)

test.each([
  ['/', 'home', {}],
  ['/work/notices', 'notices', {}],
  ['/work/notices/', 'notices', {}],
  ['/work/notices/7', 'notice', { id: '7' }],
  ['/wishes/AB23CD/claim', 'claim', { code: 'AB23CD' }],
  ['/c/ab23cd', 'check-in', { code: 'ab23cd' }],
  ['/C/AB23CD/k3J9?from=wall', 'check-in', { code: 'AB23CD', proof: 'k3J9' }],
  ['/work/notices/%E4%B8%80', 'notice', { id: '一' }],
  ['/work/notices/%', 'notice', { id: '%' }],
  ['/work/notices/7/8', 'not-found', {}],
  ['/nowhere', 'not-found', {}],
])('%s is the page %s', (address, name, params) => expect(at(address)).toMatchObject({ name, params }))

test('query and hash are read, a repeated word the first time', () => {
  expect(at('/sign-in?next=%2Fme%3Fa%3D1&next=/x#top')).toMatchObject({ path: '/sign-in', query: { next: '/me?a=1' }, hash: '#top', meta: { focus: true } })
})

test.each([
  [{ name: 'sign-in', query: { next: '/me?a=1' } }, '/sign-in?next=%2Fme%3Fa%3D1'],
  [{ path: '/events', query: { year: 2023, district: undefined } }, '/events?year=2023'],
  [{ query: { q: '书' } }, '/wishes?q=%E4%B9%A6'],
  [{ query: {} }, '/wishes'],
])('%j is written as %s', (to, address) => expect(at(to, '/wishes').fullPath).toBe(address))

test.each(['//elsewhere.example/x', 'https://elsewhere.example/x'])('%s stays inside the app', address => expect(at(address).fullPath).toBe('/x'))
