/** One act on many cases: each case is a request of its own with its own key, and has an outcome of its own. */

import type { Line } from '@shared/api/types'
import { type Problem, freshKey } from '../kit/api'

/** Acts that say the same of every case: remind, demand, send where the rules say. */
export const MANY = ['urge', 'supervise', 'dispatch'] as const
export type Many = (typeof MANY)[number]

export type Outcome = 'waiting' | 'done' | 'refused' | 'lost'

export interface One {
  number: string
  title: string
  seq: number
  /** Under it the server carries the act out once, however often it is sent. */
  key: string
  outcome: Outcome
  why: string
}

export function begin(lines: readonly Line[]): One[] {
  return lines.map(({ number, title, seq }) => ({ number, title: title ?? '', seq, key: freshKey(), outcome: 'waiting', why: '' }))
}

/** Sends what has no answer yet, one after the other; stops where nothing gets through any more. */
export async function run(ones: readonly One[], send: (one: One) => Promise<Problem | null>): Promise<void> {
  for (const one of ones) {
    if (one.outcome === 'done' || one.outcome === 'refused') continue
    const problem = await send(one)
    one.outcome = problem === null ? 'done' : answered(problem) ? 'refused' : 'lost'
    one.why = problem?.message ?? ''
    if (problem && (problem.status === 0 || problem.status === 401)) return
  }
}

/** The server has decided; sending again would change nothing. */
function answered({ status }: Problem): boolean {
  return status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status)
}

/** Rows from the one ticked last to this one, in the order of the list. */
export function between(numbers: readonly string[], from: string | null, to: string): string[] {
  const [a, b] = [numbers.indexOf(from ?? to), numbers.indexOf(to)]
  if (b < 0) return []
  if (a < 0) return [to]
  return numbers.slice(Math.min(a, b), Math.max(a, b) + 1)
}
