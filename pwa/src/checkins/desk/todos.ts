/* Rows of this phone that the server did not take as they were, with the name that was sealed with them. */
import { shallowRef, watch, type Ref } from 'vue'
import { putAway, secretOf, type Scan } from '../../app/scans'

export interface Named { scan: Scan, name?: string }

/** Names are opened for the few rows that are shown. `known` says the name of a person by id, where a pack is at hand. */
export function useNamed(scans: Ref<Scan[]>, known: (person: string) => string | undefined = () => undefined) {
  const named = shallowRef<Named[]>([])
  watch(scans, async rows => {
    const opened = await Promise.all(rows.map(async scan => ({ scan, name: (scan.person && known(scan.person)) || (await secretOf(scan).catch(() => undefined))?.name })))
    if (rows === scans.value) named.value = opened
  }, { immediate: true })
  return named
}

export const read = ({ scan }: Named) => putAway(scan)
