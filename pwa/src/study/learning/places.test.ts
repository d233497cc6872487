import { beforeEach, expect, test } from 'vitest'
import { adoptPlace, known, newestPlace, placeTold, rememberOpened, rememberPlace, stopAt, stopOf, stopsOf, untoldPlaces, wordsOf } from './places'

const place = (block: number, part = 0, seconds = 0) => ({ block, part, heard: '', seconds })
const lesson = { id: 'l', title: '一课' }
const at = (moment: number) => new Date(moment).toISOString()
beforeEach(() => localStorage.clear())

test('the newest place wins, on whichever phone it was', () => {
  adoptPlace('l', { place: place(1), at: 1000 })
  expect(newestPlace('l', { place: place(5), place_at: at(2000) })).toEqual({ place: place(5), at: 2000 })
  expect(newestPlace('l', { place: place(5), place_at: at(500) })).toEqual({ place: place(1), at: 1000 })
  expect(newestPlace('l', null)!.place.block).toBe(1)
})

test('whoever is at the beginning has nowhere to go on from', () => {
  expect(newestPlace('l', null)).toBeUndefined()
  expect(newestPlace('l', { place: place(0), place_at: at(1) })).toBeUndefined()
  expect(newestPlace('l', { place: place(0, 0, 65), place_at: at(1) })).toBeTruthy()
})

test('reading on does not forget how far somebody listened', () => {
  rememberPlace(lesson, { heard: 'lesson', seconds: 65 })
  rememberPlace(lesson, { block: 2, part: 1 })
  rememberOpened('l')
  expect(known('l')).toMatchObject({ opened: true, place: { block: 2, part: 1, heard: 'lesson', seconds: 65 } })
})

test('a place is untold until it is surely on its way', () => {
  rememberPlace(lesson, place(2))
  adoptPlace('other', { place: place(1), at: 1 })
  const [untold, ...others] = untoldPlaces()
  expect([untold!.id, untold!.title, untold!.place.block, others]).toEqual(['l', '一课', 2, []])
  placeTold('l', untold!.at - 1) // an older one
  expect(untoldPlaces('l').length).toBe(1)
  placeTold('l', untold!.at)
  expect([untoldPlaces(), known('l').place!.block]).toEqual([[], 2])
})

test('a phone remembers the lessons of late and no more', () => {
  for (let n = 0; n < 100; n += 1) rememberOpened(`l${n}`)
  expect([known('l0').opened, known('l99').opened]).toEqual([undefined, true])
})

test('paragraphs, pictures and recordings are places to stop at', () => {
  const stops = text()
  expect(stops.map(({ block, part }) => [block, part])).toEqual([[0, 0], [0, 1], [1, 0], [2, 0]])
  expect(wordsOf(stops[1]!)).toBe('第二段')
})

test('a place in a text that was changed is the nearest before it', () => {
  const stops = text()
  expect(stopOf(stops, { block: 0, part: 9 })!.part).toBe(1)
  expect(stopOf(stops, { block: 9, part: 0 })!.block).toBe(2)
  expect(stopOf([], { block: 1, part: 0 })).toBeUndefined()
})

test('where eyes are is the last that begins above them', () => {
  const stops = text()
  stops.forEach(({ element }, n) => { element.getBoundingClientRect = () => ({ top: n * 100 - 150 }) as DOMRect })
  expect(stopAt(stops, 60)).toBe(stops[2])
  expect(stopAt(stops, -500)).toBe(stops[0])
})

function text() {
  const box = document.createElement('div')
  box.innerHTML = '<div class="text"><p>第一段</p><p>第二 段</p></div><figure></figure><div class="text"><h2>三</h2></div>'
  return stopsOf(box)
}
