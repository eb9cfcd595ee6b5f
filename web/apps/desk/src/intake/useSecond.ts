/** A second opinion, where one is configured: asked for when the text rests, shown when it comes, never waited for. */

import { onScopeDispose, shallowRef, watch } from 'vue'
import type { SecondAdvice } from './advice'

export const REST = 1200 // ms after the first advice

export interface SecondBody {
  text: string
  title?: unknown
  kind?: unknown
  first?: string
}

/** Whether the district has one: asked once, then known as long as the page is open. */
let configured = true

/** `body`: what to ask about, null while there is nothing to ask. */
export function useSecond(body: () => SecondBody | null) {
  const second = shallowRef<SecondAdvice | null>(null)
  let timer = 0
  let flight: AbortController | null = null

  async function look(asked: SecondBody): Promise<void> {
    const mine = new AbortController()
    flight = mine
    try {
      const answer = await fetch('/api/v1/advice/second', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
        body: JSON.stringify(asked),
        signal: mine.signal,
      })
      if (answer.status === 403 || answer.status === 404) configured = false
      const found = answer.ok ? ((await answer.json()) as { configured: boolean; second: SecondAdvice | null }) : null
      if (found && !found.configured) configured = false
      if (flight === mine) second.value = found?.second ?? null
    } catch {
      // No second opinion is no news.
    }
  }

  function stop(): void {
    globalThis.clearTimeout(timer)
    flight?.abort()
    flight = null
  }

  watch(() => JSON.stringify(body()), () => {
    stop()
    second.value = null
    const asked = body()
    if (asked && configured) timer = globalThis.setTimeout(() => void look(asked), REST) as unknown as number
  }, { immediate: true })
  onScopeDispose(stop)

  return { second, forget: () => (configured = true) }
}
