/** Questions of the advice pages: data, or what to tell; never throws. */

import { type Problem, freshKey, noticed } from '../kit/api'

export type Answer<T> = { data: T; problem: null } | { data: null; problem: Problem }

export async function get<T>(path: string, query: Record<string, string | number | null | undefined> = {}): Promise<Answer<T>> {
  const asked = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') asked.set(name, String(value))
  return call<T>(`/api/v1${path}${asked.size ? `?${asked}` : ''}`)
}

/** A write, carried out once however often it is sent. */
export async function post<T>(path: string, body: unknown = {}, method = 'POST'): Promise<Answer<T>> {
  return call<T>(`/api/v1${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': freshKey() },
    body: JSON.stringify(body),
  })
}

async function call<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
  try {
    const headers = { ...(init.headers as Record<string, string>), 'Accept-Language': document.documentElement.lang }
    const answer = await fetch(path, { ...init, headers })
    noticed(answer.status)
    const body = (await answer.json().catch(() => ({}))) as T & Partial<Problem>
    if (answer.ok) return { data: body, problem: null }
    return {
      data: null,
      problem: {
        status: answer.status, error: body.error ?? '', message: body.message ?? answer.statusText, facts: body.facts ?? {},
        fields: body.fields, request_id: body.request_id ?? null,
      }, // prettier-ignore
    }
  } catch {
    noticed(0)
    return { data: null, problem: { status: 0, error: 'offline', message: '', facts: {}, request_id: null } }
  }
}
