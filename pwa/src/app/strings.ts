/* What the app itself says, whatever page is open. Features keep their own words in their own strings.ts. */
export const strings = {
  name: '微光',
  noNetwork: '现在连不上网络，请检查网络后再试。',
  unreadable: '服务器的回答看不懂，请稍后再试。',
  failed: (status: number) => `出错了（${status}），请稍后再试。`,
  unreadableScan: '这一条在手机上打不开了，请找到本人，重新签到。',
  busySoon: '人有点多，请稍等一会儿再试。',
  updateLater: '请先把正在填写的内容提交或清空，再更新。',
  updateAfterSending: '还有内容没有提交，提交以后再更新。',
}
