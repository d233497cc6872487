/* Importing a spreadsheet: look first, then store; followed until it is over, also over a reload. */
import { computed, onScopeDispose, ref, shallowRef } from 'vue'
import { address, api, ApiError } from '../../app/api/client'
import type { WishImport } from '../../app/api/shapes'
import { passing } from '../../app/api/wire'
import { tab } from '../../app/memory'
import { upload } from '../../app/upload'
import { uuid } from '../../app/uuid'

const SOON = 600
const LATER = 3000 // when an answer got lost

/** The address is logged, and a file's name may be a person's: only the kind is sent. */
export const plainName = (name: string) => `wishes${/\.(xlsx|csv)$/i.exec(name)?.[0].toLowerCase() ?? ''}`

export const isOver = ({ state }: Pick<WishImport, 'state'>) => state === 'done' || state === 'failed'

export function useImport(fair: string) {
  const place = `import.${fair}` // the import under way
  const file = shallowRef<File>()
  const job = shallowRef<WishImport>()
  const sending = ref(false)
  const failure = shallowRef<unknown>()
  const clients = new Map<string, string>() // one id a file and kind: a lost answer is asked for again, not doubled
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function send(dryRun: boolean) {
    const chosen = file.value
    if (!chosen || sending.value) return
    clearTimeout(timer)
    sending.value = true
    failure.value = undefined
    const act = `${dryRun}`
    clients.set(act, clients.get(act) ?? uuid())
    try {
      const where = address('/fairs/{fair}/wishes/import', { path: { fair }, query: { client_id: clients.get(act), filename: plainName(chosen.name), dry_run: dryRun } })
      const started = await upload<WishImport>(where, chosen)
      clients.delete(act)
      if (file.value === chosen) seen(started)
    } catch (caught) {
      failure.value = caught
    } finally {
      sending.value = false
    }
  }

  function seen(now: WishImport) {
    job.value = now
    tab.write(place, now.kind === 'import' ? now.id : undefined)
    clearTimeout(timer)
    if (!isOver(now) && !over) timer = setTimeout(look, SOON, now.id)
  }

  async function look(id: string) {
    try {
      const now: WishImport = await api.get('/fairs/{fair}/wishes/imports/{upload}', { path: { fair, upload: id } })
      failure.value = undefined
      if (!over && (!job.value || job.value.id === id)) seen(now)
    } catch (caught) {
      if (over) return
      if (caught instanceof ApiError && passing(caught.status)) timer = setTimeout(look, LATER, id)
      else [failure.value, job.value] = [caught, undefined]
    }
  }

  function choose(chosen: File | undefined) {
    if (!chosen) return
    reset()
    file.value = chosen
    send(true)
  }

  function reset() {
    clearTimeout(timer)
    clients.clear()
    file.value = job.value = failure.value = undefined
    tab.write(place, undefined)
  }

  const known = tab.read<string>(place)
  if (known) look(known)
  onScopeDispose(() => { over = true; clearTimeout(timer) })

  const busy = computed(() => sending.value || (!!job.value && !isOver(job.value)))
  const ready = computed(() => !!file.value && job.value?.kind === 'preview' && job.value.state === 'done' && !job.value.errors && job.value.created > 0)
  return { file, job, sending, busy, ready, failure, choose, reset, store: () => send(false), again: () => send(job.value?.kind !== 'import') }
}
