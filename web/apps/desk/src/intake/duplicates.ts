/** Cases this report may be of, as the server compares them. */

import type { components } from '@shared/api/schema'
import type { State } from '@shared/api/types'
import type { Problem } from '../kit/api'
import { post } from '../advice/ask'

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

export async function likely(body: components['schemas']['ReportBody']): Promise<{ data: Likely[]; problem: null } | { data: null; problem: Problem }> {
  const { data, problem } = await post<{ candidates: Likely[] }>('/reports/duplicates', body)
  return problem ? { data: null, problem } : { data: data.candidates, problem: null }
}
