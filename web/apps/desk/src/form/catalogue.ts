/** Categories with their conditions, searched here: by name, code, first letters, condition. */

import type { components } from '@shared/api/schema'
import { fits } from '@shared/kit/pinyin'
import { api, ask } from '../kit/api'
import { once } from '../kit/once'

export type Standard = components['schemas']['StandardRow']

export const standards = once<Standard>(() => ask(api.GET('/api/v1/catalogue')))

/** Event or component by the first letter of the code. */
export function kindOf(category: string): 'event' | 'component' | 'matter' | 'request' {
  const kinds = { b: 'component', m: 'matter', r: 'request' } as const
  return kinds[category[0] as keyof typeof kinds] ?? 'event'
}

export function search(all: readonly Standard[], typed: string, most = 40): Standard[] {
  const found = all.filter((each) => fits(typed, each.category_name, each.category, each.condition_name))
  const text = typed.trim()
  const rank = (each: Standard): number => (each.category_name.startsWith(text) ? 0 : each.category_name.includes(text) ? 1 : 2)
  return [...found].sort((a, b) => rank(a) - rank(b)).slice(0, most)
}
