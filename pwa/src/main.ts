import { createApp } from 'vue'
import App from './App.vue'
import './app/text-size'
import { openFirstPage } from './router'
import './styles/tokens.css'
import './styles/base.css'
import './styles/print.css'

const app = createApp(App)
const start = () => import('./app/start').then(({ start }) => start())
const whenIdle = () => 'requestIdleCallback' in window ? requestIdleCallback(start, { timeout: 2000 }) : setTimeout(start, 200)

function mount() {
  app.mount('#app')
  document.readyState === 'complete' ? whenIdle() : addEventListener('load', whenIdle, { once: true })
}
openFirstPage().then(mount, mount) // the text in index.html stays until the first page is there
