/** Who would act by the ownership rules, and by which one; who by history, where they are silent or often wrong. */

import type { UnitAdvice } from '../intake/advice'

export interface Suggestion {
  unit: { code: string; name: string; short_name?: string } | null
  assistants: { code: string; name: string }[]
  how: string
  rule: { no: string; version: number; name: string } | null
  limit: string | null
  grid?: { code: string; name: string }
}

export interface Matter {
  category: string
  condition?: string
  grid?: string | null
  lng?: number
  lat?: number
  address?: string
}

/** Who would act by the rules or by who handled such cases, for a case that waits; null where nobody says. */
export async function unitAdvice(number: string): Promise<UnitAdvice | null> {
  try {
    const answer = await fetch(`/api/v1/cases/${encodeURIComponent(number)}/advice`, {
      headers: { 'Accept-Language': document.documentElement.lang },
    })
    const found = answer.ok ? ((await answer.json()) as { unit: UnitAdvice | null }).unit : null
    return found && found.how !== 'none' ? found : null
  } catch {
    return null
  }
}

/** Null where nobody can say: no category, no place, or the question is refused. */
export async function suggestion(matter: Matter): Promise<Suggestion | null> {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(matter)) {
    if (value !== null && value !== undefined && value !== '') asked.set(name, String(value))
  }
  try {
    const answer = await fetch(`/api/v1/ownership/choice?${asked}`)
    return answer.ok ? ((await answer.json()) as Suggestion) : null
  } catch {
    return null
  }
}
