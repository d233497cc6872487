/** What the phone shows when the app is put on the home screen. */
export const manifest = {
  id: '/',
  name: '微光 · 学习、心愿与公益',
  short_name: '微光',
  description: '在线学习、微心愿认领与活动签到',
  lang: 'zh-CN',
  dir: 'ltr' as const,
  start_url: '/?from=home',
  scope: '/',
  display: 'standalone' as const,
  theme_color: '#ededed',
  background_color: '#ededed',
  categories: ['education', 'social'],
  icons: [
    { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },
    { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },
    { src: '/icons/maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' as const },
  ],
  shortcuts: [
    { name: '扫一扫', url: '/scan', icons: [{ src: '/icons/192.png', sizes: '192x192' }] },
    { name: '心愿墙', url: '/wishes', icons: [{ src: '/icons/192.png', sizes: '192x192' }] },
  ],
}
