/** A question that is asked again until it is answered: what failed to come is not shown as nothing. */

import type { Ref } from 'vue'
import type { Problem } from './api'

type Answer<T> = { data: T; problem: null } | { data: null; problem: Problem }

/** The answer; null where it is refused, or no longer `wanted`. `lost` tells meanwhile that nothing gets through. */
export async function persist<T>(load: () => Promise<Answer<T>>, wanted: () => boolean, lost: Ref<boolean>, again = 3000): Promise<T | null> {
  for (;;) {
    const { data, problem } = await load()
    if (!wanted()) return null
    lost.value = problem !== null && (problem.status === 0 || problem.status >= 500)
    if (!lost.value) return data
    await new Promise((resolve) => setTimeout(resolve, again))
    if (!wanted()) return null
  }
}
