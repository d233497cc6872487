/* A photo of the goods: made small on the phone, sent as it is. Drawing it anew also leaves out where it was taken. */
import { ApiError } from '../../app/api/client'
import { BASE, content, problem } from '../../app/api/wire'
import { strings } from './strings'

const EDGE = 1280
const QUALITY = 0.8

export const fitted = (width: number, height: number) => {
  const scale = Math.min(1, EDGE / Math.max(width, height))
  return [Math.round(width * scale), Math.round(height * scale)] as const
}

export async function sendPhoto(wish: string, file: Blob): Promise<string> {
  const body = await small(file)
  const answer = await fetch(`${BASE}/wishes/${wish}/pictures`, {
    method: 'POST', body, credentials: 'same-origin', headers: { 'Content-Type': 'image/jpeg', 'X-Weiguang': '1', 'Accept': 'application/json' },
  }).catch(() => { throw new ApiError(0, 'no_network', '', strings.handing.photoOffline) })
  if (!answer.ok) throw await problem(answer)
  return (await content(answer)).id
}

async function small(file: Blob): Promise<Blob> {
  const image = new Image()
  const source = URL.createObjectURL(file)
  try {
    image.src = source
    await image.decode()
    const canvas = document.createElement('canvas')
    ;[canvas.width, canvas.height] = fitted(image.naturalWidth, image.naturalHeight)
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const made = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', QUALITY))
    if (made) return made
  } catch { /* said below */ } finally {
    URL.revokeObjectURL(source)
  }
  throw new ApiError(422, 'picture_unreadable', '', strings.handing.photoFailed)
}
