/* Every Chinese word of this feature. */
export const strings = {
  about: { title: '关于微光' },
  notFound: { title: '没有这个页面' },
}
