/* Every Chinese word of this feature. */
export const strings = {
  events: { title: '活动' },
  event: { title: '活动' },
}
