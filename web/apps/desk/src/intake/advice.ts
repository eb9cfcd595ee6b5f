/** Advice on a report that is being written: its shape, what it fills in, which words of the text it rests on. */

import type { Standard } from '../form/catalogue'

export type Action = 'take' | 'ask' | 'none'

export interface CategoryCandidate {
  code: string
  condition: string
  condition_name?: string | null
  name: string
  major_name: string
  confidence: number
  urgent?: boolean
  evidence: string[]
}

export interface PlaceCandidate {
  grid: string
  grid_name: string
  street_name: string
  label: string
  kind: string
  lng: number | null
  lat: number | null
  confidence: number
  evidence: string[]
  why?: string | null
}

/** Several grids of one compound: its name alone does not tell them apart. */
export function nameOfPlace(one: PlaceCandidate, among: readonly PlaceCandidate[]): string {
  return among.filter((each) => each.label === one.label).length > 1 ? one.grid_name : one.label
}

export interface Danger {
  danger: string
  name: string
  words: string[]
}

export interface UnitAdvice {
  how: 'rule' | 'history' | 'fallback' | 'none'
  unit: number | string | null
  unit_name: string | null
  confidence: number | null
  assistants: (string | { name?: string; unit_name?: string; short_name?: string })[]
  reason: { code: string; words: string } | null
  rule: number | null
  returned: { of: number; times: number } | null
}

export interface SecondAdvice {
  category: { code: string; name?: string; condition?: string } | null
  note: string | null
}

export interface Advice {
  advice: string | null
  model: string
  category: { action: Action; candidates: CategoryCandidate[] }
  urgent: { urgent: boolean; dangers: Danger[] }
  place: {
    action: Action
    candidates: PlaceCandidate[]
    conflict: null | { point_grid: string; point_grid_name: string; text_grid: string; text_grid_name: string; metres: number }
  }
  unit: UnitAdvice
  matter: null | { topic: number | string; title: string | null; cases: number; heat: number; since: string; until: string }
  second: null | SecondAdvice
}

/** Who filled a slot in: nobody, advice that nobody has touched, the clerk. */
export type By = 'nobody' | 'advice' | 'clerk'

export interface Filled {
  by: { category: By; place: By }
  category?: string
  condition?: string
  grid?: string
  lng?: number
  lat?: number
  address: string
}

/** The place that a candidate stands for; the clerk's own words for it stay. */
export function placed(said: Filled, found: PlaceCandidate, by: By): Partial<Filled> {
  const spot = found.lng !== null && found.lat !== null ? { lng: found.lng, lat: found.lat } : { lng: undefined, lat: undefined }
  const keep = said.address.trim() && said.by.place !== 'advice'
  return { grid: found.grid, ...spot, address: keep && by === 'advice' ? said.address : found.label, by: { ...said.by, place: by } }
}

/** What advice changes in a form: only slots that the clerk has not touched; what it no longer says is taken back. */
export function followed(said: Filled, advice: Advice | null): Partial<Filled> {
  const by = { ...said.by }
  let made: Partial<Filled> = {}
  if (by.category !== 'clerk') {
    const found = advice?.category.action === 'take' ? advice.category.candidates[0] : undefined
    if (found || by.category === 'advice') Object.assign(made, { category: found?.code, condition: found?.condition })
    by.category = found ? 'advice' : 'nobody'
  }
  if (by.place !== 'clerk') {
    const found = advice?.place.action === 'take' ? advice.place.candidates[0] : undefined
    if (found) made = { ...made, ...placed(said, found, 'advice') }
    else if (by.place === 'advice') Object.assign(made, { grid: undefined, lng: undefined, lat: undefined, address: '' })
    by.place = found ? 'advice' : 'nobody'
  }
  const same = by.category === said.by.category && by.place === said.by.place
  return same ? made : { ...made, by }
}

/** The category to choose where somebody is in danger: urgent by the catalogue, nearest to the advice and the words. */
export function urgentChoice(advice: Advice, all: readonly Standard[]): Standard | null {
  if (!advice.urgent.urgent) return null
  const urgent = all.filter((each) => each.urgent)
  for (const found of advice.category.candidates) {
    const own = urgent.find((each) => each.category === found.code && each.condition === found.condition)
    const near = own ?? urgent.find((each) => each.category === found.code)
    if (near) return near
  }
  const said = pairs(advice.urgent.dangers.flatMap((each) => [each.name, ...each.words]))
  let best: Standard | null = null
  let most = 0
  for (const each of urgent) {
    const shared = [...pairs([each.category_name, each.condition_name])].filter((pair) => said.has(pair)).length
    if (shared > most) [best, most] = [each, shared]
  }
  return best
}

function pairs(texts: readonly string[]): Set<string> {
  return new Set(texts.flatMap((text) => [...text].slice(1).map((_, i) => [...text].slice(i, i + 2).join(''))))
}

export type Mark = 'danger' | 'category' | 'place' | 'look'

export interface Piece {
  text: string
  mark: Mark | null
}

const RANK: Record<Mark, number> = { look: 3, danger: 2, place: 1, category: 0 }

/** The text in pieces; the words of advice marked, a danger over a place over a category where they meet. */
export function marked(text: string, words: readonly (readonly [string, Mark])[]): Piece[] {
  const marks: (Mark | null)[] = new Array<Mark | null>(text.length).fill(null)
  for (const [word, mark] of words) {
    if (!word) continue
    for (let from = text.indexOf(word); from >= 0; from = text.indexOf(word, from + word.length)) {
      for (let i = from; i < from + word.length; i++) {
        const now = marks[i] ?? null
        if (now === null || RANK[mark] > RANK[now]) marks[i] = mark
      }
    }
  }
  const made: Piece[] = []
  for (let from = 0; from < text.length; ) {
    let to = from + 1
    while (to < text.length && marks[to] === marks[from]) to++
    made.push({ text: text.slice(from, to), mark: marks[from] ?? null })
    from = to
  }
  return made
}

/** The words behind the first candidates; those of one that is looked at stand out. */
export function wordsOf(advice: Advice | null, looked: readonly string[]): [string, Mark][] {
  if (!advice) return looked.map((word) => [word, 'look'])
  const made: [string, Mark][] = (advice.category.candidates[0]?.evidence ?? []).map((word) => [word, 'category'])
  for (const word of advice.place.candidates[0]?.evidence ?? []) made.push([word, 'place'])
  for (const each of advice.urgent.dangers) for (const word of each.words) made.push([word, 'danger'])
  return [...made, ...looked.map((word): [string, Mark] => [word, 'look'])]
}
