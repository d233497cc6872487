/* Our own reader of QR codes, for browsers without one. In a file of its own: it is large, and loads only for them. */
import decode from 'qr/decode.js'

/** What the code in the picture says; undefined where none is found. */
export function decodePicture(picture: ImageData): string | undefined {
  try {
    return decode(picture)
  } catch {
    return undefined
  }
}
