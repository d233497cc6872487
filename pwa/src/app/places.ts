/* Addresses and the pages they stand for. Pure: what the browser does about them is in routing.ts. */
import type { Component } from 'vue'
import type { Permission } from './api/shapes'

export interface Meta {
  title?: string
  tab?: string // the tab that is lit
  signIn?: boolean // asks to sign in first, then comes back
  permission?: Permission
  focus?: boolean // one thing to do: no tab bar on the phone
  bare?: boolean // a screen by itself, no bars at all
  wide?: boolean
}
export type Params = Record<string, string>
export type Query = Record<string, string | undefined>

/** `path` may hold `:name` and, at its end, `:name?` or `/*`; the page with `*` alone stands for every other address. The first that fits is taken. */
export interface Page {
  name: string
  path: string
  component?: () => Promise<{ default: Component }>
  props?: (params: Params) => Record<string, unknown> // without it, the parameters themselves
  redirect?: (place: Place) => To
  more?: () => Promise<{ default: Page[] }> // the pages that stand in its place, once somebody goes there
  meta?: Meta
}

export interface Place { name: string, path: string, fullPath: string, params: Params, query: Query, hash: string, meta: Meta, page?: Page }

/** Where a link leads. `{ query }` alone stays on the page. */
export type To = string | { path?: string, name?: string, query?: Record<string, string | number | null | undefined> }

const patterns = new Map<string, RegExp>()

/** /wishes/:code fits /wishes/AB23CD, with or without a slash at the end, in either case. */
function patternOf(path: string) {
  const source = path.replace(/\/:(\w+)(\?)?/g, (_, name, maybe) => maybe ? `(?:/(?<${name}>[^/]+))?` : `/(?<${name}>[^/]+)`)
  const known = patterns.get(path) ?? new RegExp(`^${source.replace(/\/\*$/, '(?:/.*)?').replace(/\/$/, '')}/?$`, 'i')
  patterns.set(path, known)
  return known
}

/** A percent sign that means nothing is left as it is. */
export function plain(text: string) {
  try { return decodeURIComponent(text) } catch { return text }
}

function paramsOf(page: Page, path: string): Params | undefined {
  if (page.path === '*') return {}
  const found = patternOf(page.path).exec(path)
  return found ? Object.fromEntries(Object.entries(found.groups ?? {}).filter(([, value]) => value).map(([name, value]) => [name, plain(value)])) : undefined
}

function written(to: Exclude<To, string>, pages: Page[], here: string) {
  const path = to.path ?? pages.find(({ name }) => name === to.name)?.path ?? here
  const query = Object.entries(to.query ?? {}).filter(([, value]) => value !== undefined && value !== null)
  return query.length ? `${path}?${new URLSearchParams(query.map(([key, value]) => [key, String(value)]))}` : path
}

/** The place that `to` means, seen from the path `here`. */
export function placeOf(to: To, pages: Page[], here = '/'): Place {
  const { pathname: path, search, hash, searchParams } = new URL(typeof to === 'string' ? to : written(to, pages, here), `http://here${here}`)
  const query: Query = {}
  searchParams.forEach((value, key) => { query[key] ??= value })
  const place = { path, fullPath: path + search + hash, query, hash }
  for (const page of pages) {
    const params = paramsOf(page, path)
    if (params) return { ...place, params, page, name: page.name, meta: page.meta ?? {} }
  }
  return { ...place, params: {}, name: '', meta: {} }
}
