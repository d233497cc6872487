/* Every Chinese word of this feature. */
export const strings = {
  suggestions: { title: '投诉与建议' },
}
