import '@shared/kit/tokens.css'
import '@shared/kit/base.css'
import '@shared/kit/icons.css'
import '@shared/kit/controls.css'
import { createApp } from 'vue'
import App from './App.vue'
import { i18n, useLanguage } from './kit/i18n'
import { router } from './router'
import { startTheme } from './kit/theme'

startTheme()
void useLanguage().then(() => {
  createApp(App).use(i18n).use(router).mount('#app')
})
