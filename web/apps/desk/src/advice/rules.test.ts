import { describe, expect, it } from 'vitest'
import { type Figures, type OfCategory, change, percent, rate, since, sorted } from './rules'

const side = (accuracy: number | null): { n: number; accuracy: number | null } => ({ n: 40, accuracy })
const none = { n: 0, coverage: null, precision: null }
function of(code: string, n: number, accuracy: number | null, drift: [number | null, number | null] = [null, null]): OfCategory {
  const figures: Figures = {
    n, right: 0, accuracy, waiting: 0, silent: 0, missed: 0, auto: 0, take: none, at: {}, ece: null, bins: [],
    drift: { now: side(drift[0]), before: side(drift[1]), drifting: false },
  } // prettier-ignore
  return { ...figures, code, name: code, major_name: '' }
}

it.each([[0.934, 93], [1.2, 100], [-1, 0]])('%d is shown as %d per cent', (confidence, shown) => expect(percent(confidence)).toBe(shown))

it.each([[0.9312, '93.1%'], [0, '0.0%'], [1, '100.0%'], [null, '—'], [undefined, '—']])('a share of %s is %s', (share, shown) => expect(rate(share)).toBe(shown))

it.each<[number | null, number | null, string | null]>([
  [0.9, 0.85, '+5.0'], [0.85, 0.9, '−5.0'], [0.9, 0.9, '0.0'], [0.9001, 0.9, '0.0'], [null, 0.9, null], [0.9, null, null],
])('from %s before to %s now', (now, before, shown) => expect(change(of('a', 1, 1, [now, before]).drift)).toBe(shown))

describe('categories in order', () => {
  const all = [of('a', 5, 0.9, [0.9, 0.8]), of('b', 9, null), of('c', 5, 0.5, [0.7, 0.8]), of('d', 2, 0.5)]
  it.each<['n' | 'accuracy' | 'drift', string]>([['n', 'bacd'], ['accuracy', 'cdab'], ['drift', 'cabd']])('by %s', (by, codes) => {
    expect(sorted(all, by).map((each) => each.code).join('')).toBe(codes)
  })
})

it('counts weeks back', () => expect(since(4, Date.parse('2026-11-25T02:00:00Z') / 1000)).toBe('2026-10-28T02:00:00.000Z'))
