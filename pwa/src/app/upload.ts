/* Sending a photo: made small on the phone, because a fair hall's network is slow and a camera's file is 5 MB. */
import { strings } from './strings'
import { ApiError, BASE, content, problem } from './api/wire'

const EDGE = 1600
const QUALITY = 0.8
const PATIENCE = 60_000 // a photo takes longer than a question

/** As large as it may be: the longer edge is cut to EDGE, a small one stays. */
export function fitted(width: number, height: number) {
  const scale = Math.min(1, EDGE / Math.max(width, height, 1))
  const side = (length: number) => Math.max(1, Math.round(length * scale))
  return { width: side(width), height: side(height) }
}

/** The photo as a small JPEG; what this phone cannot decode goes as it is, and the server says whether it can. */
export async function smaller(photo: File): Promise<Blob> {
  const address = URL.createObjectURL(photo)
  try {
    const image = new Image()
    image.src = address
    await image.decode()
    const canvas = Object.assign(document.createElement('canvas'), fitted(image.naturalWidth, image.naturalHeight))
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const made = await new Promise<Blob | null>(done => canvas.toBlob(done, 'image/jpeg', QUALITY))
    return made && made.size < photo.size ? made : photo
  } catch {
    return photo
  } finally {
    URL.revokeObjectURL(address)
  }
}

/** POST the bytes of a file. Rejects with an ApiError, of status 0 when no answer comes. */
export async function upload<T>(path: string, file: Blob): Promise<T> {
  const patience = new AbortController()
  const timer = setTimeout(() => patience.abort(), PATIENCE)
  const headers = { 'Accept': 'application/json', 'X-Weiguang': '1', 'Content-Type': file.type || 'application/octet-stream' }
  const answer = await fetch(BASE + path, { method: 'POST', headers, credentials: 'same-origin', body: file, signal: patience.signal })
    .catch(() => { throw new ApiError(0, 'no_network', '没有网络', strings.noNetwork) })
    .finally(() => clearTimeout(timer))
  if (!answer.ok) throw await problem(answer)
  return content(answer)
}
