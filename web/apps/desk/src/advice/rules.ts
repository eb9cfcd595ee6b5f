/** Figures of advice as they are asked for and shown. */

export interface Decided {
  n: number
  coverage: number | null
  precision: number | null
}

export interface Bin {
  from: number
  to: number
  n: number
  mean: number | null
  right: number | null
}

export interface Side {
  n: number
  accuracy: number | null
}

export interface Figures {
  n: number
  right: number
  accuracy: number | null
  waiting: number
  silent: number
  missed: number
  auto: number
  take: Decided
  at: Record<string, Decided>
  ece: number | null
  bins: Bin[]
  drift: { now: Side; before: Side; drifting: boolean }
}

export type OfCategory = Figures & { code: string; name: string; major_name: string }

export interface FiguresDoc {
  from: string
  to: string
  model: string
  all: Figures
  categories: OfCategory[]
  corrections: [string, string, number][]
}

export interface Model {
  version: string
  trained_at: string
  rows: number
  held: number
  categories: number
  state: 'live' | 'former' | 'refused'
  why: string
  why_words?: string
  scores: { accuracy?: number; macro_f1?: number; ece?: number } & Record<string, unknown>
  live_at: string | null
  restored_at: string | null
  restored_by: string | null
  restorable?: boolean
}

/** ``training``: one is being trained now. */
export interface Models {
  models: Model[]
  training?: boolean
}

/** 0…1 as whole per cent. */
export function percent(confidence: number): number {
  return Math.round(Math.min(1, Math.max(0, confidence)) * 100)
}

/** 93.1% with one decimal; a dash where there is nothing to take it of. */
export function rate(share: number | null | undefined): string {
  return share === null || share === undefined ? '—' : `${(share * 100).toFixed(1)}%`
}

/** The difference in points, with a true minus; null where one side is missing. */
export function change(drift: Figures['drift']): string | null {
  const { now, before } = drift
  if (now.accuracy === null || before.accuracy === null) return null
  const points = (now.accuracy - before.accuracy) * 100
  const sign = Math.abs(points) < 0.05 ? '' : points > 0 ? '+' : '−'
  return `${sign}${Math.abs(points).toFixed(1)}`
}

export type Order = 'n' | 'accuracy' | 'coverage' | 'drift'

/** Categories for a table: those nobody has decided on last, ties by how many. */
export function sorted(categories: readonly OfCategory[], by: Order): OfCategory[] {
  const key = (each: OfCategory): number => {
    if (by === 'n') return -each.n
    if (by === 'accuracy') return each.accuracy ?? 2
    if (by === 'coverage') return each.take.coverage ?? 2
    const { now, before } = each.drift
    return now.accuracy === null || before.accuracy === null ? 2 : now.accuracy - before.accuracy
  }
  return [...categories].sort((a, b) => key(a) - key(b) || b.n - a.n)
}

/** The first day of a period that ends now, in ISO. */
export function since(weeks: number, now: number): string {
  return new Date((now - weeks * 7 * 86_400) * 1000).toISOString()
}

export const PERIODS = [4, 12, 52] as const
