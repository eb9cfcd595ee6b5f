/** What others do, as it happens: one stream for the page; the row under the cursor never moves by it. */

import { ref } from 'vue'
import { api, ask, offlineSince } from './api'

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
let waiting = 0
/** Milliseconds until a stream that was refused is asked for again. */
const AGAIN = 5000
let onEnd: () => void = () => undefined

export function startNews(signedOut: () => void): void {
  onEnd = signedOut
  if (!source) listen(false)
}

/** `again`: what was said meanwhile is not told by the new stream. */
function listen(again: boolean): void {
  const mine = new EventSource('/api/v1/stream')
  source = mine
  mine.addEventListener('open', () => {
    live.value = true
    offlineSince.value = null
    if (again) tell({ kind: 'reset', number: '', seq: 0 })
    again = false
  })
  mine.addEventListener('error', () => {
    live.value = false
    // A browser goes back to a stream that broke, not to one that was answered with an error.
    if (mine.readyState === EventSource.CLOSED && mine === source) waiting = window.setTimeout(() => void comeBack(mine), AGAIN)
  })
  for (const kind of ['case', 'gone', 'many', 'reset'] as const) {
    mine.addEventListener(kind, (event) => {
      heardAt.value = new Date()
      const said = JSON.parse((event as MessageEvent<string>).data) as { number?: string; seq?: number }
      tell({ kind, number: said.number ?? '', seq: said.seq ?? 0 })
    })
  }
  mine.addEventListener('hello', () => (live.value = true))
  mine.addEventListener('end', () => {
    stopNews()
    onEnd()
  })
}

/** Whose session has ended is asked to sign in by the question, and the stream is stopped. */
async function comeBack(lost: EventSource): Promise<void> {
  await ask(api.GET('/api/v1/session'))
  if (source === lost) listen(true)
}

function tell(news: News): void {
  for (const listener of listeners) listener(news)
}

export function stopNews(): void {
  window.clearTimeout(waiting)
  source?.close()
  source = null
  live.value = false
}

export function onNews(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
