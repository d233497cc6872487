/* A text whose files are on this phone shows those: then it is whole without a network. */
import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { ShownBlock } from '../../app/api/shapes'
import { keptMedia } from '../media'

export function useKeptBlocks(blocks: Ref<ShownBlock[]>) {
  const shown = shallowRef(blocks.value)
  let made: string[] = []
  const free = () => { made.forEach(url => URL.revokeObjectURL(url)); made = [] }

  watch(blocks, async wanted => {
    shown.value = wanted
    const found = await Promise.all(wanted.map(atHand))
    if (wanted !== blocks.value) return
    free()
    shown.value = found.map(({ block, blob }) => blob ? { ...block, media: { ...block.media!, src: url(blob), sizes: [] } } : block)
  }, { immediate: true })
  onScopeDispose(free)

  function url(blob: Blob) {
    made.push(URL.createObjectURL(blob))
    return made[made.length - 1]!
  }
  return shown
}

/** Sound is left to the player, which looks for itself. */
const atHand = async (block: ShownBlock) => ({ block, blob: block.media && block.kind !== 'audio' ? await keptMedia(block.media.src) : undefined })
