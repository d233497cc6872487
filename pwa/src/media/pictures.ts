/* Addresses of a picture in the widths that the server keeps. */
import type { Media } from '../app/api/shapes'

export const srcset = (media: Pick<Media, 'src' | 'sizes'>) => media.sizes.map(width => `${media.src}?w=${width} ${width}w`).join(', ')
