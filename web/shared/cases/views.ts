/** The saved views of the queue and its filters: what the address of a list says, and which figure stands beside. */

import type { Counts, StateCount, State } from '@shared/api/types'

export interface Filters {
  state: State[]
  category?: string
  under?: string
  unit?: string
  due?: 'today' | 'third'
  late: boolean
  urgent: boolean
  returned: boolean
  urged: boolean
  supervised: boolean
}

export const FLAGS = ['late', 'urgent', 'returned', 'urged', 'supervised'] as const
export const NOTHING: Filters = {
  state: [], late: false, urgent: false, returned: false, urged: false, supervised: false,
} // prettier-ignore

type Query = Record<string, string | null | undefined | (string | null)[]>

const one = (value: Query[string]): string | undefined => (Array.isArray(value) ? value[0] : value) ?? undefined

/** From the address; what it cannot mean is left out. */
export function filtersOf(query: Query): Filters {
  const state = [query.state].flat().filter((item): item is State => typeof item === 'string')
  const due = one(query.due)
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, one(query[flag]) === '1']))
  return {
    ...NOTHING,
    ...flags,
    state,
    category: one(query.category),
    under: one(query.under),
    unit: one(query.unit),
    due: due === 'today' || due === 'third' ? due : undefined,
  }
}

/** Into the address: only what is set, so that equal filters have one address. */
export function queryOf(filters: Partial<Filters>): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {}
  if (filters.state?.length) query.state = [...filters.state]
  for (const name of ['category', 'under', 'unit', 'due'] as const) {
    const value = filters[name]
    if (value) query[name] = value
  }
  for (const flag of FLAGS) if (filters[flag]) query[flag] = '1'
  return query
}

export function same(a: Partial<Filters>, b: Partial<Filters>): boolean {
  return JSON.stringify(queryOf(a)) === JSON.stringify(queryOf(b))
}

export interface View {
  name: string
  icon: string
  filters: Partial<Filters>
  /** The figures it adds up: of these states, or this column of all states. */
  figure: { states?: State[]; column: keyof StateCount & ('cases' | 'late' | 'today' | 'returned' | 'urged') }
}

const ofStates = (name: string, icon: string, ...states: State[]): View => ({
  name,
  icon,
  filters: { state: states },
  figure: { states, column: 'cases' },
})

/** Duty → what waits for whoever holds it. */
const MINE: readonly (readonly [string, View])[] = [
  ['accept', ofStates('to_accept', 'inbox', 'reported')],
  ['file', ofStates('to_file', 'doc', 'accepted')],
  ['dispatch', ofStates('to_dispatch', 'route', 'filed')],
  ['rule', ofStates('to_rule', 'merge', 'disputed')],
  ['sign', ofStates('to_sign', 'check', 'dispatched')],
  ['feed_back', ofStates('to_handle', 'box', 'handling')],
  ['ask_check', ofStates('to_send_check', 'eye', 'handled')],
  ['verify', ofStates('to_verify', 'pin', 'verifying')],
  ['check', ofStates('to_check', 'eye', 'checking')],
  ['call_back', ofStates('to_call', 'phone', 'calling')],
  ['close', ofStates('to_close', 'star', 'checked')],
]

export function mine(duties: readonly string[]): View[] {
  return MINE.filter(([duty]) => duties.includes(duty)).map(([, view]) => view)
}

export const ALL: readonly View[] = [
  { name: 'all', icon: 'list', filters: {}, figure: { column: 'cases' } },
  { name: 'late', icon: 'late', filters: { late: true }, figure: { column: 'late' } },
  { name: 'today', icon: 'cal', filters: { due: 'today' }, figure: { column: 'today' } },
  { name: 'returned', icon: 'return', filters: { returned: true }, figure: { column: 'returned' } },
  ofStates('checks', 'eye', 'handled', 'checking'),
  ofStates('calls', 'phone', 'calling'),
  ofStates('disputes', 'merge', 'disputed'),
  { name: 'urged', icon: 'bell', filters: { urged: true }, figure: { column: 'urged' } },
  ofStates('suspended', 'hold', 'suspended'),
]

export function figureOf(view: View, counts: Counts | null): number | null {
  if (!counts) return null
  const { states, column } = view.figure
  return counts.states.filter((row) => !states || states.includes(row.state)).reduce((sum, row) => sum + row[column], 0)
}

/** The figures of the groups: late, today, until the third day, later, and what has no clock. */
export function groupsOf(counts: Counts): Record<'late' | 'today' | 'third' | 'later' | 'hold', number> {
  const sum = (pick: (row: StateCount) => number): number => counts.states.reduce((all, row) => all + pick(row), 0)
  const timed = { late: sum((r) => r.late), today: sum((r) => r.today), third: sum((r) => r.third), later: sum((r) => r.later) }
  return { ...timed, hold: sum((r) => r.cases) - timed.late - timed.today - timed.third - timed.later }
}
