/* Every Chinese word of this feature. */
export const strings = {
  home: { title: '首页' },
}
