/* Every Chinese word of this feature. */
export const strings = {
  branches: { title: '支部' },
  branch: { title: '支部' },
}
