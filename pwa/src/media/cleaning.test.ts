import { expect, test } from 'vitest'
import { cleanHtml, linkable, paragraphs } from './cleaning'

const cases: [string, string, string][] = [
  ['scripts, objects and trackers are gone', '<p onclick="x()">好<script>alert(1)</script><img src="https://t.example/1.gif" onerror="x()"><object></object></p>', '<p>好</p>'],
  ['styles and classes are gone, bold by style stays', '<p class="MsoNormal" style="color:red">一<span style="font-weight:700">粗</span></p>', '<p>一<strong>粗</strong></p>'],
  ['what Google wraps around everything is not bold', '<b style="font-weight:normal"><p>一</p><p>二</p></b>', '<p>一</p><p>二</p>'],
  ['lines of an editor are paragraphs', '<div>一</div><div><br></div><div>二<br>三</div>', '<p>一</p><p>二<br>三</p>'],
  ['headings keep two levels', '<h1>大</h1><h5>小</h5>', '<h2>大</h2><h3>小</h3>'],
  ['words without a paragraph get one', '好 <i>斜</i> &lt;b&gt;', '<p>好 <em>斜</em> &lt;b&gt;</p>'],
  ['lists keep their depth', '<ul><li><p>一</p><ul><li>二</li></ul></li><li></li></ul>', '<ul><li>一<ul><li>二</li></ul></li></ul>'],
  ['a list beside its item belongs to it', '<ol><li>一</li><ul><li>二</li></ul></ol>', '<ol><li>一<ul><li>二</li></ul></li></ol>'],
  ['a quote has paragraphs', '<blockquote>一<p>二</p></blockquote>', '<blockquote><p>一</p><p>二</p></blockquote>'],
  ['a table becomes lines', '<table><tbody><tr><td>一</td><td>二</td></tr><tr><td>三</td></tr></tbody></table>', '<p>一 二</p><p>三</p>'],
  ['links are kept when they may be', '<a href="https://a.example/?a=1&b=&quot;">一</a><a href="javascript:alert(1)">二</a><a href="/x">三</a>', '<p><a href="https://a.example/?a=1&amp;b=&quot;">一</a>二三</p>'],
  ['what nobody sees is gone', '一\u200b\u00a0二\u0007', '<p>一 二</p>'],
  ['nothing stays nothing', '<p><br></p><div>&nbsp;</div>', ''],
]

test.each(cases)('%s', (_, pasted, kept) => {
  expect(cleanHtml(pasted)).toBe(kept)
  expect(cleanHtml(kept)).toBe(kept)
})

test('plain lines are paragraphs, and their signs are words', () => {
  expect(paragraphs('一\n\n<b>二</b>\r\n')).toBe('<p>一</p><p>&lt;b&gt;二&lt;/b&gt;</p>')
})

test('only web, mail and telephone addresses are links', () => {
  expect(['https://a.b', ' tel:1 ', 'mailto:a@b.c', 'javascript:x', 'http://a.b', '/x', 'data:x'].map(linkable)).toEqual(['https://a.b', 'tel:1', 'mailto:a@b.c', undefined, undefined, undefined, undefined])
})
