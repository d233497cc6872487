/* The words of finding somebody by name: they come when they are asked for. */
export const strings = {
  label: '姓名、手机后四位，或签到码',
  hint: '扫码枪也对着这里扫',
  noPack: '没有网络，也没有离线名单，查不了姓名。请连上网络，或改用扫码。',
  none: '没有找到，请核对姓名；不在名单的请找现场负责人',
  results: '找到这些人，点一下就签到',
  many: '人太多，请再多打一个字',
  unlisted: '不在名单',
  admitted: '已签到',
  tail: (last4: string) => `尾号 ${last4}`,
}
