import { expect, test } from 'vitest'
import { mapLink } from './place'

const place = encodeURIComponent('江北区日湖广场')

test.each([
  ['Mozilla/5.0 (Linux; Android 10)', `geo:0,0?q=${place}`],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 15_0)', `https://maps.apple.com/?q=${place}`],
  ['Mozilla/5.0 (Linux; Android 10) MicroMessenger/8.0', `https://uri.amap.com/search?keyword=${place}`],
  ['Mozilla/5.0 (Windows NT 10.0)', `https://uri.amap.com/search?keyword=${place}`],
])('%s gets a link that it can open', (agent, link) => {
  expect(mapLink('日湖广场', '江北区', agent)).toBe(link)
})

test('the district is not said twice', () => {
  expect(mapLink('江北区日湖广场', '江北区', 'Windows')).toBe(`https://uri.amap.com/search?keyword=${place}`)
})

test("nobody's home is looked for on a map", () => {
  expect(mapLink('困难党员家中', '慈溪市', 'Windows')).toBeUndefined()
})
