/* What people paste, made into the few elements a text has. The server cleans again: this is for the writer's eyes. */

const INLINE: Record<string, string> = { B: 'strong', STRONG: 'strong', I: 'em', EM: 'em' }
const HEADINGS: Record<string, string> = { H1: 'h2', H2: 'h2', H3: 'h3', H4: 'h3', H5: 'h3', H6: 'h3' }
const LISTS: Record<string, string> = { UL: 'ul', OL: 'ol' }
const GONE = 'script, style, title, head, noscript, iframe, object, embed, svg, math, template, textarea, select, meta, link'
const BLOCKS = 'address, article, blockquote, dd, div, dl, dt, figcaption, figure, footer, h1, h2, h3, h4, h5, h6, header, li, main, ol, p, pre, section, table, tr, ul'
const LINK = /^(https:|mailto:|tel:)/i
/** What the server refuses in words (control characters, half letters), and what nobody sees. */
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200d\u2060\ufeff]|\p{Cs}/gu

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
const hidden = (text: string) => text.replace(/\u00a0/g, ' ').replace(/\s+/g, ' ').replace(UNSEEN, '')

/** An address that may stand in a text, or undefined. */
export const linkable = (href: string) => LINK.test(href.trim()) && !UNSEEN.test(href) ? href.trim() : undefined

function inlineElement(element: Element): string {
  const inside = inline(element)
  if (!inside.trim()) return inside
  const href = element.tagName === 'A' ? linkable(element.getAttribute('href') ?? '') : undefined
  if (href) return `<a href="${escaped(href).replace(/"/g, '&quot;')}">${inside}</a>`
  const weight = (element as HTMLElement).style?.fontWeight // Google wraps all that is copied in <b style="font-weight: normal">
  const bold = weight ? weight === 'bold' || Number(weight) >= 600 : INLINE[element.tagName] === 'strong'
  if (bold) return `<strong>${inside}</strong>`
  return INLINE[element.tagName] === 'em' ? `<em>${inside}</em>` : inside
}

function inline(parent: Node): string {
  let html = ''
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) html += escaped(hidden(node.textContent ?? ''))
    else if (node instanceof Element) {
      if (node.tagName === 'BR') html += '<br>'
      else html += inlineElement(node) + (/^T[DH]$/.test(node.tagName) ? ' ' : '')
    }
  }
  return html
}

const trimmed = (html: string) => html.replace(/^(\s|<br>)+|(\s|<br>)+$/g, '')
const wrapped = (tag: string, html: string) => trimmed(html) ? `<${tag}>${trimmed(html)}</${tag}>` : ''

function list(element: Element): string {
  let html = ''
  for (const item of element.children) {
    if (LISTS[item.tagName]) html = html.replace(/<\/li>$/, () => `${list(item)}</li>`) // Word puts a nested list beside its item
    else {
      const below = [...item.children].filter(child => LISTS[child.tagName]).map(list).join('')
      const own = item.cloneNode(true) as Element
      own.querySelectorAll('ul, ol').forEach(inner => inner.remove())
      const words = trimmed(inline(own))
      if (words || below) html += `<li>${words}${below}</li>`
    }
  }
  return html && `<${LISTS[element.tagName]}>${html}</${LISTS[element.tagName]}>`
}

function blocks(parent: Element): string {
  let html = ''
  let line = ''
  const flush = () => { html += wrapped('p', line); line = '' }
  for (const node of parent.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) line += escaped(hidden(node.textContent ?? ''))
    else if (node instanceof Element) {
      const { tagName } = node
      if (tagName === 'BR') line += '<br>'
      else if (!node.matches(BLOCKS) && !node.querySelector(BLOCKS)) line += inlineElement(node)
      else {
        flush()
        if (HEADINGS[tagName]) html += wrapped(HEADINGS[tagName]!, inline(node))
        else if (LISTS[tagName]) html += list(node)
        else if (tagName === 'BLOCKQUOTE') { const said = blocks(node); html += said && `<blockquote>${said}</blockquote>` }
        else if (tagName === 'TR') html += wrapped('p', inline(node))
        else html += blocks(node)
      }
    }
  }
  flush()
  return html
}

/** Paragraphs, headings, lists, quotes, bold, emphasis and links of `html`; nothing is fetched and nothing runs meanwhile. */
export function cleanHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html')
  body.querySelectorAll(GONE).forEach(element => element.remove())
  return blocks(body).replace(/<\/blockquote><blockquote>/g, '') // an editor makes one of each line
}

/** Plain words as paragraphs. */
export const paragraphs = (text: string) => text.split(/\n+/).map(line => wrapped('p', escaped(hidden(line)))).join('')
