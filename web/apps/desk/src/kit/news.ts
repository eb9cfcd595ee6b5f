/** What others do, as it happens: one stream for the page; the row under the cursor never moves by it. */

import { ref } from 'vue'

export interface News {
  kind: 'case' | 'gone' | 'many' | 'reset'
  number: string
  seq: number
}

export const live = ref(false)
export const heardAt = ref<Date | null>(null)

type Listener = (news: News) => void
const listeners = new Set<Listener>()
let source: EventSource | null = null
let onEnd: () => void = () => undefined

export function startNews(signedOut: () => void): void {
  onEnd = signedOut
  if (source) return
  source = new EventSource('/api/v1/stream')
  source.addEventListener('open', () => (live.value = true))
  source.addEventListener('error', () => (live.value = false))
  for (const kind of ['case', 'gone', 'many', 'reset'] as const) {
    source.addEventListener(kind, (event) => {
      heardAt.value = new Date()
      const said = JSON.parse((event as MessageEvent<string>).data) as { number?: string; seq?: number }
      for (const listener of listeners) listener({ kind, number: said.number ?? '', seq: said.seq ?? 0 })
    })
  }
  source.addEventListener('hello', () => (live.value = true))
  source.addEventListener('end', () => {
    stopNews()
    onEnd()
  })
}

export function stopNews(): void {
  source?.close()
  source = null
  live.value = false
}

export function onNews(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
