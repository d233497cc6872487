/* 大字版: one attribute on <html>; every size in the styles hangs on it. The choice follows the person to other phones. */
import { ref } from 'vue'
import type { TextSize } from './api/shapes'
import { phone } from './memory'

let tell: (size: TextSize) => Promise<unknown> = () => Promise.reject()
/** session.ts says here how the server is told; it rejects while nobody is signed in. */
export function onTextSize(act: typeof tell) { tell = act }

export const textSizes: TextSize[] = ['normal', 'large', 'largest']
export const textSize = ref<TextSize>(phone.read<TextSize>('text') ?? 'normal')
show()

function show() { document.documentElement.dataset.text = textSize.value }

/** A tap here wins over what the server remembers, until the server has been told. */
export async function chooseTextSize(size: TextSize) {
  textSize.value = size
  show()
  phone.write('text', size)
  phone.write('text-untold', true)
  await tellChoice()
}

/** After a choice, and after signing in with a choice already made on this phone. */
export async function tellChoice() {
  if (!phone.read('text-untold')) return
  await tell(textSize.value).then(() => phone.write('text-untold', undefined), () => {})
}

/** The next size; after the largest comes the normal one again. */
export const nextTextSize = () => chooseTextSize(textSizes[(textSizes.indexOf(textSize.value) + 1) % textSizes.length]!)

/** What the server remembers of this person. */
export function follow(size: TextSize) {
  if (phone.read('text-untold')) return
  textSize.value = size
  show()
  phone.write('text', size)
}
