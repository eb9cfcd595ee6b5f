/** Chinese first, English second: the words of the pages and those of the server's language files. */

import { createI18n } from 'vue-i18n'

export const LANGUAGES = ['zh-CN', 'en'] as const
export type Language = (typeof LANGUAGES)[number]

const KEPT = 'wangge.language'

const WORDS: Record<Language, () => Promise<{ default: Record<string, unknown> }>> = {
  'zh-CN': () => import('../words/zh-CN'),
  en: () => import('../words/en'),
}

type Words = { default: Record<string, unknown> }

/** Words of pages that few open, loaded with the page. */
const MORE: Record<string, Record<Language, () => Promise<Words>>> = {
  advice: { 'zh-CN': () => import('../words/advice.zh-CN.json'), en: () => import('../words/advice.en.json') },
}
const opened = new Set<string>()

export const i18n = createI18n({
  legacy: false,
  locale: 'zh-CN' as Language,
  fallbackLocale: false,
  missingWarn: false,
  fallbackWarn: false,
  messages: {} as Record<Language, Record<string, never>>,
})

export function chosen(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'zh-CN' || kept === 'en') return kept
  return navigator.language.startsWith('en') ? 'en' : 'zh-CN'
}

export async function useLanguage(language: Language = chosen()): Promise<void> {
  const { default: words } = await WORDS[language]()
  i18n.global.setLocaleMessage(language, words as Record<string, never>)
  await Promise.all([...opened].map((name) => merge(name, language)))
  i18n.global.locale.value = language
  document.documentElement.lang = language
  localStorage.setItem(KEPT, language)
}

async function merge(name: string, language: Language): Promise<void> {
  const words = await MORE[name]?.[language]()
  if (words) i18n.global.mergeLocaleMessage(language, words.default as Record<string, never>)
}

/** A page together with its own words. */
export async function withWords<T>(name: string, page: Promise<T>): Promise<T> {
  const first = !opened.has(name)
  opened.add(name)
  const [loaded] = await Promise.all([page, first ? merge(name, i18n.global.locale.value) : null])
  return loaded
}
