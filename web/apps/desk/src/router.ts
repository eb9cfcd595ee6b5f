import { createRouter, createWebHistory } from 'vue-router'
import { withWords } from './kit/i18n'
import { me, meet } from './kit/session'
import Queue from './queue/QueuePage.vue'

export const router = createRouter({
  history: createWebHistory('/desk/'),
  routes: [
    { path: '/', name: 'queue', component: Queue, meta: { keys: 'queue' } },
    { path: '/cases/:number', name: 'case', component: () => import('./case/CasePage.vue'), props: true },
    { path: '/intake', name: 'intake', component: () => withWords('advice', import('./intake/IntakePage.vue')) },
    { path: '/topics', name: 'topics', component: () => withWords('advice', import('./advice/TopicsPage.vue')) },
    { path: '/advice/:tab?', name: 'advice', component: () => withWords('advice', import('./advice/AdvicePage.vue')), props: true },
    { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { open: true } },
    { path: '/:rest(.*)*', name: 'nowhere', component: () => import('./pages/Nowhere.vue') },
  ],
})

router.beforeEach(async (to) => {
  if (to.meta.open || me.value) return true
  if (await meet()) return true
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { to: to.fullPath } }
})
