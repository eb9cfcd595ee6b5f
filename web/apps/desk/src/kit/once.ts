/** A list asked for once and kept. */

import type { Problem } from './api'

export interface Once<T> {
  (): Promise<T[]>
  forget(): void
}

type Asked<T> = Promise<{ data: Record<string, T[]>; problem: null } | { data: null; problem: Problem }>

/** Waits until the list has come: a network that is down is asked again, a refusal is an empty list and not kept. */
export function once<T>(load: () => Asked<T>, again = 3000): Once<T> {
  let kept: Promise<T[]> | null = null

  async function come(): Promise<T[]> {
    for (;;) {
      const { data, problem } = await load()
      if (data) return data.items ?? []
      if (problem.status && problem.status < 500) {
        kept = null
        return []
      }
      await new Promise((resolve) => window.setTimeout(resolve, again))
    }
  }

  return Object.assign(() => (kept ??= come()), { forget: () => void (kept = null) })
}
