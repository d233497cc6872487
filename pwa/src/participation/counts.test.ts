import { expect, test, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { everything, type Asked } from './asking'
import { inOrder, linesOf, useCounts } from './counts'

const row = (key: string, exact: number, approx = 0) => ({ key, label: key, exact, approx })

test('months are told newest first, other lines stay in their order, whatever their size', () => {
  const rows = [row('a', 1), row('b', 9), row('c', 3)]
  expect(linesOf({ rows }, 'month').lines.map(({ key }) => key)).toEqual(['c', 'b', 'a'])
  expect(linesOf({ rows }, 'branch').lines.map(({ key }) => key)).toEqual(['a', 'b', 'c'])
})

test('bars compare exact counts only', () => {
  const { lines } = linesOf({ rows: [row('study', 0, 2_000_000), row('claim', 290), row('check_in', 145)] }, 'kind')
  expect(lines.map(({ part }) => part)).toEqual([0, 1, .5])
})

test('lines of nothing are counted, not shown', () => {
  expect(linesOf({ rows: [row('study', 0), row('claim', 1)] }, 'kind')).toMatchObject({ lines: [{ key: 'claim' }], zeros: 1 })
})

test('the tree is told parents first, and a branch whose parent is unknown stands at the top', () => {
  const branch = (id: string, parent: string | null) => ({ id, name: id, parent })
  const tree = inOrder([branch('a1', 'a'), branch('b', 'gone'), branch('a', null), branch('a11', 'a1')])
  expect(tree.map(({ id, depth }) => [id, depth])).toEqual([['b', 0], ['a', 0], ['a1', 1], ['a11', 2]])
})

test('the number stays while another split of it is fetched, and goes when another number is', async () => {
  const answers: (() => void)[] = []
  vi.stubGlobal('fetch', (path: string) => new Promise(done => answers.push(() => done(new Response(JSON.stringify({ path, rows: [] }))))))
  const asked = ref<Asked>(everything)
  const scope = effectScope()
  const { figure, split } = scope.run(() => useCounts(asked))!
  const answer = async () => {
    await vi.waitFor(() => { if (!answers.length) throw new Error('not asked yet') })
    answers.shift()!()
    await vi.waitFor(() => { if (split.loading.value) throw new Error('still loading') })
  }
  await answer()
  asked.value = { ...everything, by: 'month' }
  await nextTick()
  expect([Boolean(split.data.value), Boolean(figure.data.value)]).toEqual([false, true])
  await answer()
  asked.value = { ...everything, kind: 'study' }
  await nextTick()
  expect(figure.data.value).toBeUndefined()
  scope.stop()
  vi.unstubAllGlobals()
})
