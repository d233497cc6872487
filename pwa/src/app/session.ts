/* Who is signed in, as far as this phone knows. Only the state: the first screen needs no more. What changes it is in account.ts. */
import { computed, shallowRef } from 'vue'
import type { Me, Permission } from './api/shapes'
import { phone } from './memory'

/** The cookie is out of reach of scripts, so the last known person is remembered for a start without network. */
export const me = shallowRef<Me | null>(phone.read<Me>('me') ?? null)
export const signedIn = computed(() => me.value !== null)
export const can = (permission: Permission) => me.value?.permissions.includes(permission) ?? false
export const mayWork = computed(() => (me.value?.permissions.length ?? 0) > 0)

export function rememberMe(person: Me | null) {
  me.value = person
  phone.write('me', person ?? undefined)
}
