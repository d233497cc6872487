/* The words beside the scanning: they come after the camera. */
const people = (n: number) => `${n} 人`

export const strings = {
  recent: { title: '最近 10 位', none: '还没有人签到' },
  pack: {
    title: '离线名单',
    none: '没有下载',
    why: '场地网络不稳时，先把名单下载到这部手机，断网也能照常签到。',
    load: '下载离线名单',
    renew: '更新名单',
    loading: (kB: string) => `正在下载，已收到 ${kB}`,
    progress: '下载进度',
    holds: (n: number) => `已下载，共 ${people(n)}`,
    age: (when: string) => `${when} 的名单。`,
    old: '名单已经有些旧了，联网时请更新一次。',
    kept: '加密存在这部手机上，活动结束后自动删除。',
    foreign: (title: string) => `这部手机上的离线名单是“${title}”的，不能用在这里。`,
    insecure: '这个网址不是安全连接（https），不能存离线名单。请告诉管理员。',
    full: '手机存不下这份名单，请清理一些空间再试。',
    done: (n: number) => `离线名单好了，共 ${people(n)}`,
    remove: '从这部手机删除',
    removed: '离线名单已删除',
  },
  todo: {
    title: (n: number) => `${n} 条要处理`,
    text: '这些签到服务器没有照收。看过、处理好了，再点“知道了”。',
    conflict: '重复放行',
    refused: '没有被接受',
    reason: (why: string) => `原因：${why}`,
    when: (when: string) => `${when} 扫的`,
    read: '知道了',
  },
  mine: {
    title: (n: number) => `签到台还有 ${n} 条待提交`,
    text: '连上网络后会自动提交，请不要清除浏览器数据。',
    send: '现在提交',
    sent: '都提交好了',
    left: (n: number) => `还有 ${n} 条没有提交成功，稍后会再试`,
  },
}
