/* Reads QR codes from the camera or a photo: natively where that really works, else with a small decoder. */
type Reader = (canvas: HTMLCanvasElement, pen: CanvasRenderingContext2D) => Promise<string | undefined>
interface Detector { detect(image: CanvasImageSource): Promise<{ rawValue: string }[]> }

/** The same code may still be in front of the camera. */
const PAUSE = 80
const WIDEST = 800

async function makeReader(): Promise<Reader> {
  try { // WeChat and some Android browsers have the class but throw, or know no formats
    const Native = (globalThis as any).BarcodeDetector
    if ((await Native.getSupportedFormats()).includes('qr_code')) return native(new Native({ formats: ['qr_code'] }))
  } catch { /* then our own */ }
  const { decodePicture } = await import('./decoder')
  return async (canvas, pen) => decodePicture(pen.getImageData(0, 0, canvas.width, canvas.height))
}

const native = (detector: Detector): Reader => async canvas => (await detector.detect(canvas).catch(() => []))[0]?.rawValue

const pause = (ms: number) => new Promise(done => setTimeout(done, ms))

/** Scan until a code is seen or the signal aborts. Rejects when there is no camera or no permission.
 *  `onReady` is told once the picture is there, with a switch for the lamp when the phone has one.
 *  With `onCode` it goes on after a code, and tells each picture's.
 *  Installed on iOS, a camera dies while the app sleeps: it is opened anew. */
export async function scan(video: HTMLVideoElement, signal: AbortSignal, onReady?: (torch?: Torch) => void, onCode?: (code: string) => void): Promise<string | undefined> {
  const reader = makeReader()
  const canvas = document.createElement('canvas')
  while (!signal.aborted) {
    const stream = await openCamera(video)
    try {
      onReady?.(torchOf(stream))
      const track = stream.getVideoTracks()[0]
      while (!signal.aborted && track?.readyState === 'live') {
        const code = await look(video, canvas, await reader)
        if (code && !onCode) return code
        if (code) onCode!(code)
        await pause(PAUSE)
      }
    } finally {
      stream.getTracks().forEach(track => track.stop())
      if (video.srcObject === stream) video.srcObject = null // the picture may already be another scan's
    }
    while (!signal.aborted && document.hidden) await pause(300)
  }
  return undefined
}

async function openCamera(video: HTMLVideoElement) {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error('no camera')
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
  })
  video.srcObject = stream
  await video.play()
  return stream
}

export type Torch = (on: boolean) => Promise<void>

function torchOf(stream: MediaStream): Torch | undefined {
  const track = stream.getVideoTracks()[0]
  const able = track?.getCapabilities?.() as { torch?: boolean } | undefined
  return able?.torch ? on => track!.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }) : undefined
}

async function look(image: HTMLVideoElement, canvas: HTMLCanvasElement, reader: Reader) {
  if (!image.videoWidth) return undefined
  return read(image, image.videoWidth, image.videoHeight, WIDEST, canvas, reader)
}

async function read(image: CanvasImageSource, width: number, height: number, widest: number, canvas: HTMLCanvasElement, reader: Reader) {
  const shrink = Math.min(1, widest / Math.max(width, height))
  canvas.width = Math.round(width * shrink)
  canvas.height = Math.round(height * shrink)
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.drawImage(image, 0, 0, canvas.width, canvas.height)
  return reader(canvas, pen)
}

/** Read a code from a photo: the way out where a web view gives no camera. */
export async function scanPhoto(photo: Blob): Promise<string | undefined> {
  const [reader, image] = await Promise.all([makeReader(), createImageBitmap(photo)])
  const canvas = document.createElement('canvas')
  for (const widest of [WIDEST, 1600, 400]) { // a small code in a large photo, then a blurred one
    const code = await read(image, image.width, image.height, widest, canvas, reader)
    if (code) return code
  }
  return undefined
}
