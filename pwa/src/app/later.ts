/* A component that is fetched when it is first drawn. The runtime's own (defineAsyncComponent) brings delays, timeouts and hydration
   that we do not use, and its weight would be on every first visit. */
import { defineComponent, h, shallowRef, type Component, type VNode } from 'vue'

/** `meanwhile` keeps its place until it is there. */
export function later<T extends Component>(load: () => Promise<{ default: T }>, meanwhile: () => VNode | null = () => null): T {
  const found = shallowRef<Component>()
  return defineComponent({
    inheritAttrs: false,
    setup(_, { attrs, slots }) {
      const lost = shallowRef(false)
      if (!found.value) load().then(loaded => { found.value = loaded.default }, () => { lost.value = true }) // offline and not kept: asked for again when next drawn
      return () => found.value ? h(found.value, attrs, slots) : lost.value ? null : meanwhile()
    },
  }) as unknown as T
}
