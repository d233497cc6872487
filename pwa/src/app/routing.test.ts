import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, expect, test, vi } from 'vitest'
import { defineComponent, h, onUnmounted } from 'vue'

let routing: typeof import('./routing')
let signedIn = false
const left = vi.fn()
const after = vi.fn()
const slow: { open?: () => void } = {}

beforeEach(async () => {
  vi.resetModules()
  vi.stubGlobal('scrollTo', vi.fn())
  history.replaceState(null, '', '/')
  signedIn = false
  after.mockReset()
  routing = await import('./routing')
})

test('the page of the address bar is opened', async () => {
  history.replaceState(null, '', '/wishes/AB23CD?from=wall')
  expect((await opened()).text()).toBe('wish AB23CD')
  expect(routing.useRoute().query).toEqual({ from: 'wall' })
})

test('a link goes on inside the app and is an entry of the history', async () => {
  const app = await opened()
  await app.find('a').trigger('click')
  await flushPromises()
  expect(app.text()).toContain('wish ONE')
  expect(location.pathname).toBe('/wishes/ONE')
  expect(history.state.back).toBe('/')
})

test('with a key held down the browser does what it does', async () => {
  const app = await opened()
  const event = new MouseEvent('click', { ctrlKey: true, cancelable: true, bubbles: true })
  app.find('a').element.dispatchEvent(event)
  expect(event.defaultPrevented).toBe(false)
  expect(routing.useRoute().path).toBe('/')
})

test('another parameter keeps the component, another page does not', async () => {
  const app = await opened()
  await routing.router.push('/wishes/ONE')
  await routing.router.push('/wishes/TWO')
  expect(app.text()).toBe('wish TWO')
  expect(left).not.toHaveBeenCalled()
  await routing.router.push('/')
  expect(left).toHaveBeenCalledOnce()
})

test('a changed query replaces the address and stays where it is', async () => {
  await opened()
  await routing.router.push('/wishes/ONE')
  vi.mocked(scrollTo).mockClear()
  await routing.router.replace({ query: { q: '书' } })
  expect([location.search, history.state.back]).toEqual(['?q=%E4%B9%A6', '/'])
  expect(scrollTo).not.toHaveBeenCalled()
})

test('going to where one is does nothing', async () => {
  await opened()
  after.mockClear()
  await routing.router.push('/')
  expect(after).not.toHaveBeenCalled()
})

test('a page that asks to sign in sends there, and back leads past it', async () => {
  await opened()
  await routing.router.push('/inbox')
  expect(location.pathname + location.search).toBe('/sign-in?next=%2Finbox')
  expect(history.state.back).toBe('/')
  signedIn = true
  await routing.router.replace(routing.useRoute().query.next!)
  expect([location.pathname, history.state.back]).toEqual(['/inbox', '/'])
})

test('a redirect is followed', async () => {
  await opened()
  await routing.router.push('/W/ab23cd')
  expect(location.pathname).toBe('/wishes/AB23CD')
})

test('the latest of two taps wins', async () => {
  const app = await opened()
  const first = routing.router.push('/slow')
  await routing.router.push('/wishes/ONE')
  slow.open!()
  await first
  expect(app.text()).toBe('wish ONE')
})

test('a page that cannot be fetched is told of, and may be asked for again', async () => {
  await opened()
  await routing.router.push('/lost')
  expect(routing.lostPage.value).toMatchObject({ path: '/lost', error: { message: 'gone' } })
  await routing.router.push('/wishes/ONE')
  expect(routing.lostPage.value).toBeUndefined()
})

test('pages that are fetched together stand in the place of their door', async () => {
  const app = await opened()
  await routing.router.push('/work/desk/7')
  expect(app.text()).toBe('desk')
  expect(routing.useRoute().params).toEqual({ id: '7' })
  await routing.router.push('/work/nowhere')
  expect(app.text()).toBe('not-found')
  await routing.router.push('/work')
  expect(routing.useRoute().name).toBe('sign-in')
})

test('back shows the page before, as far down as it was', async () => {
  const app = await opened()
  vi.stubGlobal('scrollY', 700)
  Object.defineProperty(document.documentElement, 'scrollHeight', { value: 5000, configurable: true })
  await routing.router.push('/wishes/ONE')
  history.replaceState({ back: null, position: 0 }, '', '/') // happy-dom does not go back by itself
  dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
  await vi.waitFor(() => expect(scrollTo).toHaveBeenCalledWith(0, 700))
  expect(app.text()).toContain('home')
})

test('after a reload the page is as far down as it was, once it is drawn', async () => {
  history.replaceState({ back: '/', position: 3, scroll: 400 }, '', '/wishes/ONE#%')
  await opened()
  expect(scrollTo).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(scrollTo).toHaveBeenCalledWith(0, 400))
  expect(history.state).toEqual({ back: '/', position: 3, scroll: 400 })
})

async function opened() {
  const { startRouting, RouterView, RouterLink } = routing
  const home = defineComponent(() => () => h('main', ['home', h(RouterLink, { to: '/wishes/ONE' }, () => 'one')]))
  const wish = defineComponent({ props: ['code'], setup(props) { onUnmounted(left); return () => `wish ${props.code}` } })
  const page = (name: string, path: string) => ({ name, path, component: async () => ({ default: defineComponent(() => () => name) }) })
  await startRouting([
    { ...page('home', '/'), component: async () => ({ default: home }) },
    { ...page('wish', '/wishes/:code'), component: async () => ({ default: wish }) },
    { name: 'card', path: '/W/:code', redirect: ({ params }) => `/wishes/${params.code!.toUpperCase()}` },
    { ...page('inbox', '/inbox'), meta: { signIn: true } },
    page('sign-in', '/sign-in'),
    { ...page('slow', '/slow'), component: () => new Promise(done => { slow.open = () => done({ default: home }) }) },
    { ...page('lost', '/lost'), component: () => Promise.reject(new Error('gone')) },
    { name: 'workbench', path: '/work/*', more: async () => ({ default: [page('desk', '/work/desk/:id'), { ...page('list', '/work'), meta: { signIn: true } }] }) },
    page('not-found', '*'),
  ], { before: ({ meta, fullPath }) => meta.signIn && !signedIn ? { name: 'sign-in', query: { next: fullPath } } : undefined, after })
  return mount(RouterView)
}
