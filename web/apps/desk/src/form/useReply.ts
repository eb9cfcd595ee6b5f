/** A draft answer looked at while it is written: hints for its author, nothing is held back by them. */

import { onScopeDispose, shallowRef, watch } from 'vue'
import type { Verb } from '@shared/api/types'

export const PAUSE = 800 // ms after the last letter
const LEAST = 6 // characters before there is something to look at

export interface Hint {
  code: string
  severity: 'stop' | 'check' | 'polish'
  says: string
  words: string
  start: number
  end: number
}

/** Which field of which form a resident will read. */
export const ANSWERS: Partial<Record<Verb, string>> = { answer: 'answer', close: 'answer', feed_back: 'note', call_back: 'note' }

/** Characters as the server counts them, as places in the text of a field. */
export function place(text: string, at: number): number {
  return [...text].slice(0, at).join('').length
}

/** `hints` null: not looked at yet, or nobody could. */
export function useReply(number: string, draft: () => string) {
  const hints = shallowRef<Hint[] | null>(null)
  let timer = 0
  let flight: AbortController | null = null

  async function look(text: string): Promise<void> {
    const mine = new AbortController()
    flight = mine
    try {
      const answer = await fetch('/api/v1/advice/reply', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
        body: JSON.stringify({ case: number, draft: text }),
        signal: mine.signal,
      })
      const found = answer.ok ? ((await answer.json()) as { hints: Hint[] }).hints : null
      if (flight === mine) hints.value = found
    } catch {
      if (flight === mine) hints.value = null
    }
  }

  function stop(): void {
    globalThis.clearTimeout(timer)
    flight?.abort()
    flight = null
  }

  watch(draft, (text) => {
    stop()
    if (text.trim().length < LEAST) hints.value = null
    else timer = globalThis.setTimeout(() => void look(text), PAUSE) as unknown as number
  }, { immediate: true })
  onScopeDispose(stop)

  return { hints }
}
