/* Every Chinese word of my own check-in code. */
export const strings = {
  title: '我的签到码',
  text: '给工作人员扫一下，就签到了',
  label: '我的签到码，请工作人员扫',
  until: (when: string) => `${when} 前有效`,
  over: '这个码已经过期',
  overText: '请连上网络，打开这一页会自动换成新的。',
  stale: '没有网络，这是之前存在手机上的码，有效期内照样能用。',
  how: ['到了现场，把这一页给工作人员扫', '看到对方手机上的绿色“请进”，就签好了', '没有网络也能用：出门前先打开一次'],
  yours: '请只给您本人用，不要截图转给别人。',
  bright: '屏幕太暗扫不上时，请把亮度调高。',
}
