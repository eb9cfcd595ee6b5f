/** The same matter told by many (热点), as the server gives it. */

import type { State } from '@shared/api/types'

export interface Matter {
  matter: number
  title: string | null
  category: string | null
  category_name: string | null
  grid: { code: string; name: string } | null
  cases: number
  reports: number
  people: number
  since: string
  until: string
  heat: number
  open: number
  /** From the street down; nothing where it lies in several. */
  where: string[]
  /** Reports of each of the last 14 days, today last. */
  days: number[]
}

export interface MatterList {
  items: Matter[]
  next: string | null
}

export interface MatterCase {
  number: string
  state: State
  category: string
  category_name: string | null
  grid: string | null
  opened_at: string
  closed_at: string | null
  reports: number
}

export type MatterPage = Matter & { items: MatterCase[]; next: string | null }

const WEEK = 7 * 86_400_000

/** Cases a week from the first to the last, weeks without any among them; at most the last 26. */
export function perWeek(opened: readonly string[]): { start: string; cases: number }[] {
  const times = opened.map((each) => Date.parse(each))
  if (!times.length) return []
  const last = Math.max(...times)
  const weeks = Math.min(26, Math.floor((last - Math.min(...times)) / WEEK) + 1)
  return Array.from({ length: weeks }, (_, i) => {
    const end = last - (weeks - 1 - i) * WEEK
    const cases = times.filter((at) => at <= end && at > end - WEEK).length
    return { start: new Date(end - WEEK + 1).toISOString(), cases }
  })
}

export type Course = 'rising' | 'falling' | 'steady' | 'few' | 'silent'

/** Below this many reports in two weeks a course would be read into chance. */
const FEW = 4

/** The last seven days against the seven before; one report more or less is no course. */
export function course(days: readonly number[]): { course: Course; week: number; before: number } {
  const sum = (part: readonly number[]): number => part.reduce((all, each) => all + each, 0)
  const [before, week] = [sum(days.slice(0, 7)), sum(days.slice(7))]
  return { course: word(week, before), week, before }
}

function word(week: number, before: number): Course {
  if (week + before < FEW) return week + before ? 'few' : 'silent'
  return week > before + 1 ? 'rising' : week < before - 1 ? 'falling' : 'steady'
}

/** Fewer cases are read from their list faster than from bars. */
export const CHARTED = 5

/** What the highest bar stands for: a single report is not drawn as a peak. */
export function scaleOf(counts: readonly number[]): number {
  return Math.max(4, ...counts)
}
