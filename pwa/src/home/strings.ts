/* Every Chinese word of this feature. */
export const strings = {
  home: {
    title: '微光',
    text: '微光成炬',
    size: { large: '大字', largest: '特大字', normal: '标准字' },
    sizeLabel: (next: string) => `把字换成${next}`,
    hello: (name: string) => `${name}，您好`,
  },

  mine: {
    title: '与您有关',
    event: '您报名的活动',
    inLine: '候补中 · ',
    promise: '您认领的心愿',
    notice: '新通知',
    waiting: '已保存，待提交',
    waitingMore: (n: number) => `另有 ${n} 条未读`,
    promised: (day: string) => `请在${day}前送到`,
    nothing: '眼下没有要办的事',
    nothingText: '报了名的活动、认领的心愿和新通知会出现在这里。',
    failed: '没有取到与您有关的事',
  },

  welcome: {
    title: '小小的光，聚在一起就亮了',
    text: '认领心愿不用登录。登录后能报名活动、学习和签到。',
    wishes: '看看心愿',
    signIn: '登录',
  },

  wishes: {
    title: '微心愿',
    text: (open: number) => open ? `还有 ${open} 朵玫瑰在等人` : '玫瑰都被摘走了，谢谢大家',
    collected: '征集',
    claimed: '已认领',
    open: '等待认领',
    unit: '件',
    progress: '已认领的心愿',
  },

  programme: {
    titleOf: (year: number) => `${year}年活动安排`,
    district: '区县',
    all: '全市',
    registered: '已报名',
    time: '时间暂定',
    place: '地点暂定',
    open: /暂定|待定/,
    more: (n: number) => `看全部 ${n} 场`,
    moreOpen: '看全部活动',
    none: '这里还没有活动',
    noneText: '换一个区县看看，或看看往年的活动。',
    separator: '、',
  },

  together: {
    title: '我们一起做的',
    hint: '点数字，看它怎么来的',
    claims: '认领心愿',
    claimers: '认领的人',
    study: '学习',
    checkIns: '签到',
    history: '公开报道的历史数',
    historyNote: '约数，不与上面相加',
    kinds: { study: '学习', meeting: '会议', claim: '认领心愿', check_in: '签到', notice: '通知', service: '服务群众' } as Record<string, string>,
    of: (kind: string, said: string) => `${kind} ${said}`,
  },

  more: {
    suggestions: '投诉与建议',
    suggestionsText: '可以不留姓名，我们会认真看',
    routes: '研学路线',
    centres: '党群服务中心',
    centresText: '在哪里、几点开门、能办什么',
    branches: '找支部',
    about: '关于微光',
  },
}
