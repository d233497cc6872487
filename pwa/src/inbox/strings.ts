/* Every Chinese word of this feature. */
export const strings = {
  inbox: { title: '收件箱' },
  inboxItem: { title: '通知' },
}
