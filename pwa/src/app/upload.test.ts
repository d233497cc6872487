import { expect, test, vi } from 'vitest'
import { fitted, smaller, upload } from './upload'

test.each([[4000, 3000, 1600, 1200], [3000, 4000, 1200, 1600], [800, 600, 800, 600], [1, 9000, 1, 1600]])('%d × %d fits into %d × %d', (width, height, w, h) => {
  expect(fitted(width, height)).toEqual({ width: w, height: h })
})

test('what this phone cannot decode goes as it is', async () => {
  vi.spyOn(URL, 'createObjectURL').mockReturnValue('blob:x')
  const photo = new File(['no photo'], 'a.heic', { type: 'image/heic' })
  expect(await smaller(photo)).toBe(photo)
})

test('a photo that gets no answer says so', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('gone')))
  await expect(upload('/sales/1/evidence', new Blob(['x']))).rejects.toMatchObject({ status: 0, offline: true })
  vi.unstubAllGlobals()
})
