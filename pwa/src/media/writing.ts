/* What the tools of a text do. The browser's own commands: old, but every browser has them, and they can all be undone. */
import { onBeforeUnmount, onMounted, ref, type Ref } from 'vue'
import { cleanHtml, paragraphs } from './cleaning'

export type Style = 'p' | 'h2' | 'h3' | 'bold' | 'list' | 'quote' | 'link' | 'undo'
export const STYLES: Style[] = ['p', 'h2', 'h3', 'bold', 'list', 'quote', 'link', 'undo']

const command = (name: string, value?: string) => document.execCommand(name, false, value)

/** Lines are divs while one writes: a browser puts a list into the line it is made of, and no list may stand in a <p>. */
export const writable = (html: string) => cleanHtml(html).replace(/<(\/?)p>/g, '<$1div>')

/** The tools of one text; `box` is the element that is written in. */
export function useTools(box: Ref<HTMLElement | null>) {
  const on = ref<Partial<Record<Style, boolean>>>({})
  let kept: Range | undefined // where somebody was before they went to the tools

  function selection() {
    const now = getSelection()
    return now?.rangeCount && box.value?.contains(now.anchorNode) ? now.getRangeAt(0) : undefined
  }
  function within(tags: string) {
    const start = selection()?.startContainer
    const element = start instanceof Element ? start : start?.parentElement
    const found = element?.closest(tags)
    return found && box.value!.contains(found) && found !== box.value ? found : undefined
  }

  function look() {
    const range = selection()
    if (!range) return
    kept = range.cloneRange()
    const heading = within('h2, h3')?.tagName
    on.value = { h2: heading === 'H2', h3: heading === 'H3', bold: !heading && !!within('b, strong'), list: !!within('ul, ol'), quote: !!within('blockquote'), link: !!within('a') }
  }
  onMounted(() => document.addEventListener('selectionchange', look))
  onBeforeUnmount(() => document.removeEventListener('selectionchange', look))

  /** Back into the text, where one was. */
  function enter() {
    if (document.activeElement === box.value && selection()) return
    box.value?.focus()
    const now = getSelection()!
    if (kept && box.value?.contains(kept.startContainer)) {
      now.removeAllRanges()
      now.addRange(kept)
    } else if (!selection()) now.selectAllChildren(box.value!)
  }

  /** How many letters stand before the place where one is. */
  function lettersBefore() {
    const before = document.createRange()
    before.selectNodeContents(box.value!)
    const { focusNode, focusOffset } = getSelection()!
    before.setEnd(focusNode!, focusOffset)
    return before.toString().length
  }
  /** Chrome goes to the beginning of what it makes a list of: stay behind the same letter. */
  function holding(act: () => void) {
    let letters = getSelection()!.focusNode?.nodeType === Node.TEXT_NODE ? lettersBefore() : 0 // an empty line has none of its own
    act()
    const walker = document.createTreeWalker(box.value!, NodeFilter.SHOW_TEXT)
    while (letters && walker.nextNode()) {
      const { length } = walker.currentNode as Text
      if (letters <= length) return getSelection()!.collapse(walker.currentNode, letters)
      letters -= length
    }
  }

  function leave(what: 'list' | 'quote') {
    if (what === 'list' && within('ul, ol')) holding(() => command(within('ol') ? 'insertOrderedList' : 'insertUnorderedList'))
    if (what === 'quote' && within('blockquote')) {
      command('formatBlock', '<div>')
      if (within('blockquote')) command('outdent')
    }
  }

  function apply(style: Exclude<Style, 'link'>) {
    enter()
    command('defaultParagraphSeparator', 'div')
    command('styleWithCSS', 'false')
    if (style === 'undo') command('undo')
    else if (style === 'bold') command('bold')
    else if (style === 'list') {
      if (within('ul, ol')) leave('list')
      else {
        leave('quote')
        if (within('h2, h3')) command('formatBlock', '<div>')
        holding(() => command('insertUnorderedList'))
      }
    } else if (style === 'quote') {
      if (within('blockquote')) leave('quote')
      else {
        leave('list')
        command('formatBlock', '<blockquote>')
      }
    } else {
      leave('list')
      leave('quote')
      command('formatBlock', style === 'p' || within(style) ? '<div>' : `<${style}>`)
    }
    look()
  }

  /** The address of the link that one stands in. */
  const address = () => within('a')?.getAttribute('href') ?? ''

  /** The chosen words, or the link one stands in, lead to `href`; nothing takes the link away. */
  function link(href: string) {
    enter()
    const now = within('a')
    if (now) getSelection()!.selectAllChildren(now)
    if (!href) return void command('unlink')
    if (!getSelection()!.isCollapsed) return void command('createLink', href)
    const made = document.createElement('a')
    made.href = made.textContent = href
    command('insertHTML', made.outerHTML)
  }

  /** What is pasted or dropped, as nothing but words and their shape. */
  function insert(from: DataTransfer | null) {
    const html = from?.getData('text/html')
    const clean = html ? cleanHtml(html) : paragraphs(from?.getData('text/plain') ?? '')
    const one = /^<p>((?:(?!<p>).)*)<\/p>$/s.exec(clean) // one paragraph goes into the line
    if (clean) command('insertHTML', one ? one[1] : writable(clean))
  }

  return { on, apply, address, link, insert }
}
