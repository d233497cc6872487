/* Whether the network, and the server behind it, can be reached. */
import { ref } from 'vue'

export const online = ref(navigator.onLine)

addEventListener('online', () => { online.value = true })
addEventListener('offline', () => { online.value = false })

/** The API client tells what it saw: a phone may say "online" on a Wi-Fi that leads nowhere. */
export function serverHeard(answered: boolean) { online.value = answered }
