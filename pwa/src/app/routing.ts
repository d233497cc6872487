/* Going from page to page: the history, the scroll position, links. A router made for what this app needs; see README, Decisions. */
import { h, nextTick, onScopeDispose, shallowReactive, shallowRef, type Component, type FunctionalComponent } from 'vue'
import { placeOf, plain, type Page, type Place, type To } from './places'

export type { Meta, Page, Place, Query, To } from './places'

interface Kept { back: string | null, position: number, scroll?: number } // history.state of each entry
type How = 'push' | 'replace' | 'pop'
interface Hooks {
  before: (to: Place) => To | undefined // somewhere else instead
  after: (to: Place, first: boolean, moved: boolean) => void
}

let pages: Page[] = []
let hooks: Hooks = { before: () => undefined, after: () => {} }
let turns = 0 // the latest navigation wins
let position = 0
const views = new Map<Page, Component>()
const tops = new Map<number, number>() // how far down each entry of the history was
const leaving = new Set<(to: Place) => void>()

const nowhere: Place = { name: '', path: '/', fullPath: '', params: {}, query: {}, hash: '', meta: {} }
const route = shallowReactive<Place>({ ...nowhere })
/** A page whose script could not be fetched; App offers to try again. */
export const lostPage = shallowRef<{ path: string, error: unknown }>()

const here = () => location.pathname + location.search + location.hash
const resolve = (to: To) => placeOf(to, pages, route.path)

async function go(place: Place, how: How): Promise<void> {
  const turn = ++turns
  const instead = place.page?.redirect?.(place) ?? hooks.before(place)
  if (instead) return go(resolve(instead), how === 'push' ? 'push' : 'replace')
  if (how !== 'pop' && place.fullPath === route.fullPath) return void (lostPage.value = undefined)
  try {
    if (place.page?.more) await unfold(place.page, place.page.more)
    else await load(place.page)
  } catch (error) {
    if (turn === turns) lostPage.value = { path: place.fullPath, error: navigator.onLine ? error : { status: 0 } }
    return
  }
  if (turn !== turns) return
  if (place.page?.more) return go(resolve(place.fullPath), how)
  const first = !route.fullPath
  const moved = place.path !== route.path
  if (place.page !== route.page) leaving.forEach(tell => tell(place))
  record(place, how)
  Object.assign(route, place)
  lostPage.value = undefined
  hooks.after(place, first, moved)
  if (first) return void setTimeout(scroll, 0, place, true, (history.state as Kept).scroll) // the app is not drawn before this settles
  await nextTick()
  await scroll(place, moved, how === 'pop' ? tops.get(position) ?? 0 : undefined)
}

async function load(page?: Page) {
  if (page?.component && !views.has(page)) views.set(page, (await page.component()).default)
}

/** Put pages in the place of the one that stood for them. */
async function unfold(door: Page, fetch: NonNullable<Page['more']>) {
  const { default: found } = await fetch()
  pages = pages.flatMap(page => page === door ? found : page)
}

/** Write the address. An entry of the history knows what lies before it, so that a page's own back button does too. */
function record({ fullPath }: Place, how: How) {
  if (how === 'pop') return
  const state = history.state as Kept | null
  if (how === 'replace' || here() === fullPath) return history.replaceState({ back: state?.back ?? null, position, scroll: state?.scroll }, '', fullPath)
  tops.set(position, scrollY)
  position += 1
  history.pushState({ back: route.fullPath, position } satisfies Kept, '', fullPath)
}

async function scroll({ hash }: Place, moved: boolean, saved?: number) {
  if (saved !== undefined) {
    await tallEnough(saved)
    scrollTo(0, saved)
  } else if (hash) {
    document.getElementById(plain(hash.slice(1)))?.scrollIntoView()
  } else if (moved) {
    scrollTo(0, 0) // a changed filter keeps its place
  }
}

/** Going back: waits until the list is long enough to be where it was, at most a second. */
async function tallEnough(top: number) {
  for (let waited = 0; waited < 1000 && document.documentElement.scrollHeight < top + innerHeight; waited += 50) {
    await new Promise(done => setTimeout(done, 50))
  }
}

export const router = {
  push: (to: To) => go(resolve(to), 'push'),
  replace: (to: To) => go(resolve(to), 'replace'),
  back: () => history.back(),
}
export const useRouter = () => router
/** The place that is shown, always the same reactive object. */
export const useRoute = () => route

/** Called when the page of this component is left for another one. */
export function onBeforeRouteLeave(tell: (to: Place) => void) {
  leaving.add(tell)
  onScopeDispose(() => leaving.delete(tell))
}

/** Open the page of the address bar; settles when it is there, or lost. */
export function startRouting(all: Page[], own: Hooks) {
  pages = all
  hooks = own
  history.scrollRestoration = 'manual'
  position = (history.state as Kept | null)?.position ?? 0
  addEventListener('popstate', ({ state }) => {
    tops.set(position, scrollY)
    position = (state as Kept | null)?.position ?? position + 1
    go(resolve(here()), 'pop')
  })
  for (const end of ['pagehide', 'visibilitychange']) addEventListener(end, () => history.replaceState({ ...history.state, scroll: scrollY }, ''))
  return go(resolve(here()), 'replace')
}

export const RouterView: FunctionalComponent = () => {
  const { page, params } = route
  const view = page && views.get(page)
  return view ? h(view, page.props?.(params) ?? params) : null
}

/** An `<a>` that stays inside the app; with a key held down it does what the browser does. */
export const RouterLink: FunctionalComponent<{ to: To }> = ({ to }, { slots }) =>
  h('a', { href: resolve(to).fullPath, onClick: (event: MouseEvent) => follow(event, to) }, slots.default?.())
RouterLink.props = ['to']

function follow(event: MouseEvent, to: To) {
  if (event.defaultPrevented || event.button || event.metaKey || event.altKey || event.ctrlKey || event.shiftKey) return
  event.preventDefault()
  router.push(to)
}
