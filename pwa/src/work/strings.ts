/* Every Chinese word of this feature. */
export const strings = {
  work: { title: '工作台' },
  applications: { title: '加入申请' },
  desk: { title: '签到台' },
  writeNotice: { title: '写通知' },
  sentNotices: { title: '发过的通知' },
  sentNotice: { title: '通知送达情况' },
}
