/** Cases this report may be of, as the server compares them. */

import type { components } from '@shared/api/schema'
import type { State } from '@shared/api/types'

export interface Likely {
  number: string
  state: State
  category: string
  category_name: string | null
  grid: { code: string; name: string } | null
  address: string | null
  text: string | null
  opened_at: string
  metres: number | null
  files: string[]
  /** What one press does: join it, or begin anew as its repeat. */
  join: 'into' | 'reopen' | 'repeat_of'
}

/** None where the server does not compare. */
export async function likely(body: components['schemas']['ReportBody']): Promise<Likely[]> {
  try {
    const answer = await fetch('/api/v1/reports/duplicates', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (!answer.ok) return []
    return ((await answer.json()) as { candidates: Likely[] }).candidates
  } catch {
    return []
  }
}
