import { expect, test } from 'vitest'
import type { Lesson } from '../../app/api/shapes'
import { endOf, filesOf } from './downloading'

const media = (id: string, sizes: number[] = []) => ({ id, src: `/media/${id}`, bytes: 10, sizes })
const lesson = (...blocks: unknown[]) => ({ media: null, blocks }) as unknown as Lesson

test('every file of every lesson is fetched once', () => {
  const files = filesOf([
    { ...lesson({ kind: 'text', html: '' }, { kind: 'audio', media: media('a') }), media: { src: '/lessons/1/media', bytes: 5 } as Lesson['media'] },
    lesson({ kind: 'file', media: media('p') }, { kind: 'audio', media: media('a') }),
  ])
  expect(files.map(({ src, bytes }) => [src, bytes])).toEqual([['/lessons/1/media', 5], ['/media/a', 10], ['/media/p', 10]])
})

test('a picture is fetched as wide as a phone needs it', () => {
  const widths = [[480, 960, 1600], [480], []].map(sizes => filesOf([lesson({ kind: 'picture', media: media('b', sizes) })])[0]!.from)
  expect(widths).toEqual(['/media/b?w=960', '/media/b?w=480', '/media/b'])
})

test('why it ended is told apart', () => {
  expect(['AbortError', 'QuotaExceededError', 'TypeError'].map(name => endOf(new DOMException('', name)))).toEqual(['stopped', 'full', 'failed'])
})
