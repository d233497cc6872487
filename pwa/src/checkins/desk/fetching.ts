/* Getting a pack: needs a network, and so comes apart from what works without one. */
import { ApiError } from '../../app/api/client'
import { clockOffset } from '../../app/clock'
import { db, type KeptPack } from '../../app/db'
import { download, type Progress } from '../../app/download'
import { seal } from '../../app/sealing'
import { me } from '../../app/session'
import { toast } from '../../app/toast'
import { strings } from './aside-strings'
import type { Pack } from './pack'

/** Fetch, seal, keep. The last one stays until the new one is whole. */
export async function fetchPack(point: string, progress: Progress): Promise<Pack> {
  const pack = await download<Pack>(`/check-in-points/${point}/pack`, progress)
  await keepPack(point, pack).catch(() => { throw new ApiError(-1, 'full', '', strings.pack.full) })
  toast(strings.pack.done(pack.people.length))
  return pack
}

async function keepPack(point: string, pack: Pack) {
  const expires = Date.parse(pack.expires_at)
  const kept: KeptPack = {
    point,
    owner: me.value!.id,
    title: pack.point.title,
    people: pack.people.length,
    at: Date.parse(pack.server_time),
    offset: clockOffset(),
    over: Math.max(expires, expires - clockOffset()), // a clock that is wrong, or put right later, deletes nothing too early
    sealed: await seal(pack),
  }
  await (await db()).put('packs', kept)
}
