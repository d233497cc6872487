import { effectScope, nextTick, ref } from 'vue'
import { afterEach, expect, test, vi } from 'vitest'
import { useStory } from './story'

const told = { code: 'AB23CD', title: '一盏灯', summary: '短短几句', for_everyone: true, cover: { src: '/m/1', sizes: [480, 960, 1600] } }
const canonical = () => document.querySelector('link[rel=canonical]')?.getAttribute('href')
const answer = (body: unknown) => new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } })

afterEach(() => {
  vi.unstubAllGlobals()
  document.head.innerHTML = ''
})

async function opened(story: object, code = ref('AB23CD')) {
  vi.stubGlobal('fetch', async () => answer(story))
  const scope = effectScope()
  const page = scope.run(() => useStory(() => code.value))!
  await vi.waitFor(() => expect(page.story.value).toBeTruthy())
  await nextTick()
  return { scope, page }
}

test('a story for everyone names its address while it is open, and takes the name away', async () => {
  const { scope } = await opened(told)
  expect(canonical()).toBe(`${location.origin}/S/AB23CD`)
  scope.stop()
  expect(canonical()).toBeUndefined()
})

test('a story for branches names none, whatever the page before said', async () => {
  document.head.innerHTML = '<link rel="canonical" href="https://weiguang.example.cn/S/OTHERS">'
  const { scope } = await opened({ ...told, for_everyone: false })
  expect(canonical()).toBeUndefined()
  scope.stop()
})

test('the shared picture is as wide as a card needs', async () => {
  document.head.innerHTML = '<meta property="og:image" content="/icons/512.png">'
  const { scope } = await opened(told)
  expect(document.querySelector('meta[property="og:image"]')!.getAttribute('content')).toBe(`${location.origin}/m/1?w=960`)
  scope.stop()
})
