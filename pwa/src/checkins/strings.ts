/* Every Chinese word of this feature. */
export const strings = {
  scan: { title: '扫一扫' },
  checkIn: { title: '签到' },
}
