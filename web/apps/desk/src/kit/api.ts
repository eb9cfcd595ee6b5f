/** The one way to the server: typed by its OpenAPI description, every error in one shape. */

import createClient, { type FetchResponse } from 'openapi-fetch'
import type { paths } from '@shared/api/schema'
import { ref } from 'vue'

export interface Problem {
  status: number
  error: string
  message: string
  facts: Record<string, unknown>
  fields?: { field: string; problem: string }[]
  request_id: string | null
}

/** Since when the server cannot be reached; null while it can. */
export const offlineSince = ref<Date | null>(null)

const LOST: Problem = { status: 0, error: 'offline', message: '', facts: {}, request_id: null }

export const api = createClient<paths>({ baseUrl: '', querySerializer: { array: { style: 'form', explode: true } } })

let onSignedOut: () => void = () => undefined

export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

/** Of a question asked past `ask`: its status, 0 where nothing answered. */
export function noticed(status: number): void {
  offlineSince.value = status ? null : (offlineSince.value ?? new Date())
  if (status === 401) onSignedOut()
}

/** Data, or the problem; never throws. A network that is down is a problem with status 0. */
export async function ask<T extends Record<string | number, unknown>, O, M extends `${string}/${string}`>(
  asked: Promise<FetchResponse<T, O, M>>,
): Promise<{ data: NonNullable<FetchResponse<T, O, M>['data']>; problem: null } | { data: null; problem: Problem }> {
  let answer: FetchResponse<T, O, M>
  try {
    answer = await asked
  } catch {
    noticed(0)
    return { data: null, problem: LOST }
  }
  noticed(answer.response.status)
  if (answer.data !== undefined) return { data: answer.data as NonNullable<typeof answer.data>, problem: null }
  if (answer.response.ok) return { data: {} as NonNullable<typeof answer.data>, problem: null }
  return { data: null, problem: problemOf(answer.error, answer.response) }
}

function problemOf(body: unknown, response: Response): Problem {
  const said = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>
  return {
    status: response.status,
    error: said.error ?? 'request.unknown',
    message: said.message ?? response.statusText,
    facts: said.facts ?? {},
    fields: said.fields,
    request_id: said.request_id ?? response.headers.get('x-request-id'),
  }
}

/** A key under which a write is carried out once, however often it is sent. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
