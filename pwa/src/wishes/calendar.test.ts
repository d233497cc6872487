import { expect, test } from 'vitest'
import { calendarFile } from './calendar'

const file = calendarFile(
  { code: 'DDUUC5', item: '一个下午的陪聊, 泡茶; 聊天', number: '8362-4417', by: '2026-12-31', hint: '请在7月9日前送到慈溪市社会组织服务中心，由志愿者送上门。' },
  'https://example.cn/wishes/DDUUC5', new Date('2026-11-21T14:00:00.123Z'),
)
const unfolded = file.replace(/\r\n /g, '')

test('it is one whole day, also across the year', () => {
  expect(unfolded).toContain('DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101')
  expect(unfolded).toContain('DTSTAMP:20261121T140000Z')
})

test('commas and semicolons are escaped, line breaks too', () => {
  expect(unfolded).toContain('SUMMARY:送达微心愿：一个下午的陪聊\\, 泡茶\\; 聊天')
  expect(unfolded).toContain('上门。\\n认领编号 8362-4417\\nhttps://example.cn/wishes/DDUUC5')
})

test('no line is longer than 75 octets, and no character is cut', () => {
  const longest = Math.max(...file.split('\r\n').map(line => new TextEncoder().encode(line).length))
  expect(longest).toBeLessThanOrEqual(75)
  expect(file).not.toContain('\ufffd')
})
