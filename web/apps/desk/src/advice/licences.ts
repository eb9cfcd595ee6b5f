/** What may act alone, by step and class, and what reviews found of it. */

export const STEPS = ['category', 'place', 'unit'] as const
export type Step = (typeof STEPS)[number]

export interface Counted {
  automatic: number
  sampled: number
  reviewed: number
  wrong: number
  wrong_share: number | null
  low: number | null
  high: number | null
}

export interface Licence extends Counted {
  step: Step
  branch: string
  name: string | null
  no: number
  active: boolean
  confidence: number
  sample: number
  since: string
  why: string
  why_words: string
  by: string | null
}

export interface LicencesDoc {
  licences: Licence[]
  categories: (Counted & { step: Step; category: string; name: string | null })[]
  days: number
}

export interface Review {
  id: number
  step: Step
  category: string
  suggested: string
  name: string | null
  confidence: number | null
  model: string
  at: string
  number: string
  state: string
  seq: number
}

/** What a change of a licence sends; null while its numbers make none. */
export function wanted(form: { step: Step; branch: string; active: boolean; percent: number; sample: number; seen: number }): Record<string, unknown> | null {
  const { percent, sample, ...rest } = form
  if (!(percent >= 50 && percent <= 99.9) || !(Number.isInteger(sample) && sample >= 1 && sample <= 100)) return null
  return { ...rest, confidence: Math.round(percent * 10) / 1000, sample }
}

export interface Band {
  from: number
  to: number
  n: number
  right: number | null
}

/** What a step would have done alone, by how sure it was: the surest first, from one half on. */
export function bands(figures: readonly { code: string; bins: readonly Band[] }[], branch: string): Band[] {
  const mine = figures.filter((each) => each.code.startsWith(branch))
  const count = (at: number, weigh: (bin: Band) => number): number =>
    mine.reduce((sum, each) => sum + (each.bins[at] ? weigh(each.bins[at]) : 0), 0)
  const made = (mine[0]?.bins ?? []).map((bin, at) => {
    const n = count(at, (each) => each.n)
    return { from: bin.from, to: bin.to, n, right: n ? count(at, (each) => each.n * (each.right ?? 0)) / n : null }
  })
  return made.filter((bin) => bin.n && bin.from >= 0.5).reverse()
}

/** Licences as set, and for each step the one of all categories, also where nobody has set it. */
export function rowsOf(doc: LicencesDoc): Licence[] {
  const blank = { automatic: 0, sampled: 0, reviewed: 0, wrong: 0, wrong_share: null, low: null, high: null }
  const rest = { branch: '', name: null, no: 0, active: false, confidence: 0.98, sample: 10, since: '', why: '', why_words: '', by: null }
  return STEPS.flatMap((step) => {
    const own = doc.licences.filter((each) => each.step === step).sort((a, b) => (a.branch < b.branch ? -1 : 1))
    return own.some((each) => each.branch === '') ? own : [{ step, ...rest, ...blank }, ...own]
  })
}
