/* Every Chinese word of this feature. */
export const strings = {
  inbox: {
    title: '收件箱',
    unseen: (n: number) => n ? `${n} 条没看过` : '都看过了',
    unseenMark: '没看过',
    high: '重要',
    none: '还没有通知',
    noneText: '支部和活动的通知会放在这里，随时可以回来看。',
  },
  inboxItem: {
    title: '通知',
    high: '重要',
    to: (audience: string) => `发给：${audience}`,
    expired: '这条通知已经过期',
    expiredText: '里面说的事已经过去了，不再显示。',
    open: '去看看',
    back: '回到收件箱',
    until: (when: string) => `${when} 前有效`,
  },
}
