/** Field → how it is asked for. Typed by the request schema: a field the server adds does not compile before it has a widget. */

import type { paths } from '@shared/api/schema'
import type { Case, Verb } from '@shared/api/types'
import { thought } from '@shared/cases/rules'

export type Move = NonNullable<
  paths['/api/v1/cases/{number}/moves']['post']['requestBody']
>['content']['application/json']
type KeysOf<T> = T extends unknown ? keyof T : never
export type Field = Exclude<KeysOf<Move>, 'verb' | 'seen'>

export type Widget =
  | 'unit' | 'units' | 'category' | 'grid' | 'evidence' | 'text' | 'line' | 'report' | 'yes_no' | 'satisfied'
  | 'grade' | 'outcome' | 'amount' | 'moment' | 'limit' | 'stage' | 'assignment' | 'score' | 'number' | 'service'
  | 'person' | 'point' | 'declined_for' | 'withdrawn_for' | 'reroute' | 'with' | 'hidden' // prettier-ignore

/** `with`: comes along with another field's widget; `hidden`: the server finds it, or it is not asked at a desk. */
export const WIDGETS: Readonly<Record<Field, Widget>> = {
  accuracy: 'hidden',
  address: 'line',
  answer: 'text',
  as_rule: 'yes_no',
  assignment: 'assignment',
  assistants: 'units',
  by: 'amount',
  category: 'category',
  component: 'line',
  condition: 'with',
  contacted: 'yes_no',
  datum: 'hidden',
  declined_for: 'declined_for',
  demand: 'text',
  evidence: 'evidence',
  found: 'yes_no',
  grade: 'grade',
  grid: 'grid',
  into: 'number',
  lat: 'with',
  limit: 'limit',
  lng: 'point',
  note: 'text',
  outcome: 'outcome',
  person: 'person',
  reached: 'yes_no',
  reason: 'text',
  reply: 'text',
  reroute: 'reroute',
  report: 'report',
  resolved: 'yes_no',
  same_as: 'number',
  satisfied: 'satisfied',
  score: 'score',
  sensitive: 'yes_no',
  service: 'service',
  stage: 'stage',
  suggest: 'unit',
  text: 'text',
  title: 'line',
  turn_to: 'text',
  unit: 'unit',
  units: 'units',
  until: 'moment',
  withdrawn_for: 'withdrawn_for',
  within: 'limit',
}

/** The order in which fields are asked: what it is, where, who, by when, what was done, words, the rest. */
const ORDER = [
  'category', 'lng', 'grid', 'address', 'person', 'unit', 'units', 'assistants', 'report', 'reached', 'contacted', 'resolved', 'satisfied',
  'found', 'stage', 'assignment', 'score', 'service', 'by', 'until', 'within', 'limit', 'into', 'same_as', 'declined_for', 'withdrawn_for', 'outcome', 'evidence',
  'title', 'text', 'reason', 'answer', 'reply', 'demand', 'turn_to', 'note', 'suggest', 'component', 'reroute', 'grade', 'sensitive', 'as_rule',
] // prettier-ignore

export interface Asked {
  name: string
  widget: Widget
  needed: boolean
}

/** What a verb asks somebody for, who may be named. */
export const ASKS: Readonly<Partial<Record<Verb, 'verify' | 'check' | 'call_back'>>> = {
  ask_verification: 'verify',
  ask_check: 'check',
  ask_call_back: 'call_back',
}

/** Verbs that are about one assignment among several; elsewhere the server finds mine. */
const NAMES_ASSIGNMENT: readonly Verb[] = ['release', 'appraise']

/** What the form of a verb asks on this case, in order. */
export function asked(doc: Case, verb: Verb): Asked[] {
  const row = doc.available.find((each) => each.verb === verb)
  if (!row) return []
  const names = [...new Set([...row.needs, ...row.takes])]
  const made = names
    .map((name) => ({ name, widget: widgetOf(doc, verb, name), needed: row.needs.includes(name) }))
    .filter(({ widget }) => widget !== 'hidden' && widget !== 'with')
  const place = (name: string): number => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length)
  return made.sort((a, b) => place(a.name) - place(b.name))
}

function widgetOf(doc: Case, verb: Verb, name: string): Widget {
  const widget = (WIDGETS as Record<string, Widget | undefined>)[name] ?? 'line'
  if (name === 'assignment' && !NAMES_ASSIGNMENT.includes(verb)) return 'hidden'
  if (name === 'evidence' && verb === 'note') return 'evidence'
  if (name === 'report' && doc.reports.length === 1) return 'hidden'
  return widget
}

/** Kinds of evidence that the category demands for this verb. */
export function evidenceFor(doc: Case, verb: Verb): string[] {
  return doc.standard.evidence[verb] ?? []
}

/** What stands in the form before anybody has typed. */
export function initial(doc: Case, verb: Verb): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  const names = doc.available.find((each) => each.verb === verb)
  const has = (name: string): boolean => (names ? [...names.needs, ...names.takes].includes(name) : false)
  if (has('report') && doc.reports.length === 1) values.report = doc.reports[0]?.number
  if (verb === 'file' || verb === 'resolve') {
    if (doc.grid) values.grid = doc.grid.code
    const { category, condition } = thought(doc) ?? doc
    if (category) Object.assign(values, { category, condition })
  }
  return values
}

/** Only what was filled in, as the server takes it. */
export function said(values: Record<string, unknown>): Record<string, unknown> {
  const kept = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && !value.length),
  )
  return Object.fromEntries(kept)
}

/** The fields that are needed and empty. */
export function missing(fields: readonly Asked[], values: Record<string, unknown>): string[] {
  const given = said(values)
  return fields.filter(({ name, needed }) => needed && !(name in given)).map(({ name }) => name)
}
