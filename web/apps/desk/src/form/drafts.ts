/** What somebody typed, kept on this machine until it is sent: nothing is lost by a bad line or an ended session. */

import { me } from '../kit/session'

const PREFIX = 'wangge.draft.'
const DAYS = 3

export interface Draft {
  at: number
  key: string
  values: Record<string, unknown>
}

function nameOf(about: string): string {
  return `${PREFIX}${me.value?.district}.${me.value?.id}.${about}`
}

export function keep(about: string, draft: Draft): boolean {
  try {
    localStorage.setItem(nameOf(about), JSON.stringify(draft))
    return true
  } catch {
    return false
  }
}

export function kept(about: string): Draft | null {
  try {
    const draft = JSON.parse(localStorage.getItem(nameOf(about)) ?? 'null') as Draft | null
    return draft && draft.at > Date.now() - DAYS * 86_400_000 ? draft : null
  } catch {
    return null
  }
}

export function drop(about: string): void {
  localStorage.removeItem(nameOf(about))
}

/** At a sign-out that was asked for: a shared machine keeps nothing. */
export function dropAll(): void {
  for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name)
}
