/* Every Chinese word of this feature. */
export const strings = {
  me: { title: '我的' },
  record: { title: '我的记录' },
  claims: { title: '我的认领' },
  devices: { title: '登录的设备' },
  signIn: { title: '登录' },
}
