/* Every Chinese word of this feature. */
export const strings = {
  suggestions: {
    title: '投诉与建议',
    text: '哪里不好用、谁做得不对、还缺什么，都可以说。',
    anonymous: '不用登录，不记录您是谁。',
    words: '您想说的',
    wordsHint: '请不要写别人的身份证号、电话和住址',
    missing: '请先写上您想说的',
    contact: '联系方式',
    contactHint: '想收到答复才要留，电话或邮箱都可以。会加密保存，只用来答复您。',
    submit: '提交',
    draft: '写了一半也没关系，刷新后还在。',
    label: '投诉与建议',
  },
  done: {
    title: '收到了，谢谢您！',
    contact: '需要答复的，会按您留的联系方式找您。',
    anonymous: '这一条没有您的姓名和联系方式，所以没有办法答复您。',
    again: '再写一条',
    home: '回首页',
  },
  kept: {
    title: '已保存，待提交',
    text: '现在连不上网络。这一条已经存在这部手机上，连上网络后会自动提交，不用再写一遍。',
    retry: '现在再试',
    still: '还是连不上网络，稍后会自动再试',
    again: '再写一条',
  },
  refused: {
    title: '这一条没有被接受',
    edit: '拿回来修改',
  },
}
