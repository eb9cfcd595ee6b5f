/** Who would act by the ownership rules, and by which one. */

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
