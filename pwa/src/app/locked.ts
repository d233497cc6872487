/* One at a time, across tabs and the worker; where the browser has no locks, within this page. */
export function oneAtATime(name: string) {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(work: () => Promise<T>): Promise<T> => {
    const locks = (navigator as { locks?: LockManager }).locks
    if (locks) return locks.request(name, work) as Promise<T>
    const turn = last.then(work, work)
    last = turn.catch(() => {})
    return turn
  }
}
