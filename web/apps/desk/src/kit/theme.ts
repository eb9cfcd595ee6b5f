/** Light, dark, or as the machine says. */

import { ref } from 'vue'

export const THEMES = ['auto', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const KEPT = 'wangge.theme'
const DARK = matchMedia('(prefers-color-scheme: dark)')

export const theme = ref<Theme>('auto')
/** What is shown: the map and other drawings follow it. */
export const dark = ref(false)

export function startTheme(): void {
  const kept = localStorage.getItem(KEPT)
  setTheme(kept === 'light' || kept === 'dark' ? kept : 'auto')
  DARK.addEventListener('change', () => setTheme(theme.value))
}

export function setTheme(wanted: Theme): void {
  theme.value = wanted
  dark.value = wanted === 'dark' || (wanted === 'auto' && DARK.matches)
  const root = document.documentElement
  if (dark.value) root.dataset.theme = 'dark'
  else delete root.dataset.theme
  root.classList.toggle('dark', dark.value)
  localStorage.setItem(KEPT, wanted)
}
