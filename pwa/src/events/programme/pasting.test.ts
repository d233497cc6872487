import { expect, test } from 'vitest'
import { tableText } from './pasting'

const row = (...cells: string[]) => `<tr>${cells.map(cell => cell.startsWith('<td') ? cell : `<td>${cell}</td>`).join('')}</tr>`

test('a table becomes lines with tabs', () => {
  expect(tableText(`<p>公告</p><table>${row('活动', '时间')}${row(' 义诊 ', '6月28日')}</table>`)).toBe('活动\t时间\n义诊\t6月28日')
})

test('what is merged with the cell above is said so', () => {
  const html = `<table>${row('甲', '<td rowspan="3">6月28日</td>', '一')}${row('乙', '二')}${row('丙', '三')}</table>`
  expect(tableText(html)).toBe('甲\t6月28日\t一\n乙\t〃\t二\n丙\t〃\t三')
})

test('what is merged sideways keeps the columns in their places', () => {
  expect(tableText(`<table>${row('<td colspan="2">标题</td>')}${row('甲', '乙')}</table>`)).toBe('标题\t\n甲\t乙')
})

test('paragraphs and breaks in a cell are lines of one quoted cell', () => {
  expect(tableText(`<table>${row('甲', '<p>鼓楼</p><p>天一<br>广场</p>')}</table>`)).toBe('甲\t"鼓楼\n天一\n广场"')
})

test('quotation marks are doubled', () => {
  expect(tableText(`<table>${row('说"好"', '乙')}</table>`)).toBe('"说""好"""\t乙')
})

test('a table that only holds another is not read twice', () => {
  expect(tableText(`<table><tr><td><table>${row('甲', '乙')}</table></td></tr></table>`)).toBe('甲\t乙')
})

test('the caption is the title', () => {
  expect(tableText(`<table><caption>2026年安排</caption>${row('甲', '乙')}</table>`)).toBe('2026年安排\n甲\t乙')
})

test.each(['<p>只有文字</p>', '', '<table><tr><td>一格</td></tr></table>'])('%s is no table', html => {
  expect(tableText(html)).toBeUndefined()
})
