/** Asks for advice as the clerk types: a moment after the last letter, never two at once, never in the way. */

import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import type { Advice } from './advice'

export const PAUSE = 350 // ms after the last letter
const LEAST = 4 // characters before there is something to advise on

/** `off`: the server gives none, or not to this person. */
export type Standing = 'idle' | 'asking' | 'there' | 'lost' | 'off'

export interface AdviceBody {
  text: string
  replaces?: string
  [name: string]: unknown
}

/** `body`: what the form holds, asked anew whenever it changes. `heard`: called with each answer, and with null. */
export function useAdvice(body: () => AdviceBody, heard: (advice: Advice | null) => void) {
  const advice = shallowRef<Advice | null>(null)
  const standing = ref<Standing>('idle')
  let timer = 0
  let flight: AbortController | null = null

  function settle(found: Advice | null, now: Standing): void {
    advice.value = found
    standing.value = now
    heard(found)
  }

  async function look(): Promise<void> {
    const mine = new AbortController()
    flight = mine
    standing.value = 'asking'
    const id = advice.value?.advice
    try {
      const answer = await fetch('/api/v1/advice', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Accept-Language': document.documentElement.lang },
        body: JSON.stringify({ ...body(), ...(id && { replaces: id }) }),
        signal: mine.signal,
      })
      const found = answer.ok ? ((await answer.json()) as Advice) : null
      if (flight !== mine) return
      flight = null
      if (found) settle(found, 'there')
      else standing.value = [403, 404, 405].includes(answer.status) ? 'off' : 'lost'
    } catch {
      if (flight !== mine) return
      flight = null
      standing.value = 'lost'
    }
  }

  function stop(): void {
    globalThis.clearTimeout(timer)
    flight?.abort()
    flight = null
  }

  function again(): void {
    stop()
    if (standing.value === 'off') return
    if (standing.value === 'asking') standing.value = advice.value ? 'there' : 'idle'
    if (body().text.trim().length < LEAST) {
      if (advice.value || standing.value !== 'idle') settle(null, 'idle')
      return
    }
    timer = globalThis.setTimeout(() => void look(), PAUSE) as unknown as number
  }

  watch(() => JSON.stringify(body()), again, { immediate: true })
  onScopeDispose(stop)

  return { advice, standing }
}
