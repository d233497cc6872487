/* Every Chinese word of this feature. */
export const strings = {
  counts: { title: '数字怎么来的' },
}
