/* localStorage and sessionStorage that never throw: private windows and some web views refuse them. */
const area = (name: 'localStorage' | 'sessionStorage') => {
  const at = <T>(act: (storage: Storage) => T): T | undefined => {
    try { return act(globalThis[name]) } catch { return undefined }
  }
  return {
    read<T>(key: string): T | undefined {
      return at(storage => JSON.parse(storage.getItem(`weiguang.${key}`) ?? 'null') as T | null) ?? undefined
    },
    write(key: string, value: unknown) {
      at(storage => value === undefined ? storage.removeItem(`weiguang.${key}`) : storage.setItem(`weiguang.${key}`, JSON.stringify(value)))
    },
  }
}

/** Kept on this phone. */
export const phone = area('localStorage')
/** Kept until the tab is closed: on a shared phone nobody finds it later. */
export const tab = area('sessionStorage')
