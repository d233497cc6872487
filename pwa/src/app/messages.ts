/* The messages above and below every page. They load after the first paint; App only keeps their places. */
import { shallowRef, type Component } from 'vue'

export const messages = shallowRef<{ above: Component, below: Component }>()
