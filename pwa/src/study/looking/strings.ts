/* Words of the secretary's look at a lesson. */
export const strings = {
  title: '谁需要搭把手',
  branch: '看哪个支部',
  people: '还没打开，也没说明原因',
  peopleText: '按姓名排列，只有您看得到。问一问，是不是要人搭把手。',
  none: '都打开过，或者说明了原因',
  noneText: '现在没有需要搭把手的人。',
  questions: '容易答错的题目',
  questionsText: (n: number) => `本支部 ${n} 人学完。第一次没答对的次数，备课时用得上；不分是谁。`,
  nobody: '本支部还没有人学完，过些日子再来看。',
  missed: (n: number) => n ? `${n} 次` : '都答对了',
}
