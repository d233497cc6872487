/* Every Chinese word of this feature. */
export const strings = {
  study: { title: '学习' },
  course: { title: '课程' },
  lesson: { title: '课时' },
}
