/* What this installation is: name, operator, filing number, and whether it is a demonstration. start.ts asks the server. */
import { shallowRef } from 'vue'
import type { Site } from './api/shapes'
import { phone } from './memory'

export const site = shallowRef<Site | undefined>(phone.read<Site>('site'))

export function rememberSite(answer: Site) {
  site.value = answer
  phone.write('site', answer)
}
