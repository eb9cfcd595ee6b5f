/** What a case looks like on a screen: its lateness, its stage, its flags, the verb that is expected next. */

import type { Line, Stage, State, Verb } from '@shared/api/types'
import { type WorkTime, isPlain, isUrgentLimit } from '@shared/clock/rules'

export type Late = 'ok' | 'soon' | 'late' | 'hold' | 'done' | 'none'

export interface Lateness {
  state: Late
  /** What is left, or by how much it is late: working seconds, or plain ones of a limit round the clock. */
  seconds: number
  plain: boolean
}

export interface Timed {
  state: State
  closed_at: string | null
  next_due_at: string | null
  suspended_until?: string | null
  clock?: { limit: string; alarm_at: string | null; rung: number } | null
}

const ENDED: readonly State[] = ['closed', 'void', 'declined', 'merged']

export function isEnded(state: State): boolean {
  return ENDED.includes(state)
}

/** `now` in Unix seconds. Soon is from 80 % of the limit: its first alarm. */
export function lateness(of: Timed, now: number, work: WorkTime): Lateness {
  const plain = of.clock ? isPlain(of.clock.limit) : false
  if (isEnded(of.state)) return { state: 'done', seconds: 0, plain }
  if (of.state === 'suspended') return { state: 'hold', seconds: 0, plain }
  if (!of.next_due_at) return { state: 'none', seconds: 0, plain }
  const due = Date.parse(of.next_due_at) / 1000
  const late = due < now
  const [start, end] = late ? [due, now] : [now, due]
  const seconds = plain ? end - start : work.between(start, end)
  if (late) return { state: 'late', seconds, plain }
  const alarm = of.clock?.alarm_at ? Date.parse(of.clock.alarm_at) / 1000 : Infinity
  const soon = (of.clock?.rung ?? 0) > 0 || alarm <= now
  return { state: soon ? 'soon' : 'ok', seconds, plain }
}

/** The category that who reported it chose, of a case that is not filed yet. */
export function thought(doc: { category: string; events: { given: Record<string, unknown> }[] }): { category: string; condition: string } | null {
  if (doc.category) return null
  const report = doc.events[0]?.given.report as { category?: string; condition?: string } | undefined
  return report?.category ? { category: report.category, condition: report.condition ?? '01' } : null
}

export type Group = 'late' | 'today' | 'third' | 'later' | 'hold'

/** Under which head of the queue a line stands; the order of the queue is the order of the heads. */
export function groupOf(due: string | null, now: number, ends: { today: string; third: string }): Group {
  if (!due) return 'hold'
  const at = Date.parse(due)
  if (at < now * 1000) return 'late'
  if (at < Date.parse(ends.today)) return 'today'
  return at < Date.parse(ends.third) ? 'third' : 'later'
}

export const STEPS = ['report', 'verify', 'file', 'dispatch', 'handle', 'check', 'call', 'closed'] as const
export type Step = (typeof STEPS)[number]

const STEP: Record<State, Step> = {
  none: 'report',
  reported: 'report',
  verifying: 'verify',
  accepted: 'file',
  reviewing: 'check',
  filed: 'dispatch',
  dispatched: 'dispatch',
  handling: 'handle',
  disputed: 'dispatch',
  suspended: 'handle',
  handled: 'check',
  checking: 'check',
  checked: 'closed',
  calling: 'call',
  closed: 'closed',
  void: 'closed',
  declined: 'closed',
  merged: 'closed',
}

export function stepOf(state: State): Step {
  return STEP[state]
}

const STEP_OF_STAGE: Record<Stage, Step> = {
  accept: 'report',
  file: 'file',
  verify: 'verify',
  dispatch: 'dispatch',
  sign: 'dispatch',
  return: 'dispatch',
  contact: 'handle',
  handle: 'handle',
  staged: 'handle',
  arrive: 'handle',
  check: 'check',
  call_back: 'call',
  close: 'closed',
  reply: 'handle',
  whole: 'closed',
}

export function stepOfStage(stage: Stage): Step {
  return STEP_OF_STAGE[stage]
}

export interface Flag {
  name: 'urgent' | 'returned' | 'reworked' | 'urged' | 'supervised' | 'extension' | 'suspended'
  count: number
}

/** Words beside a case, in one order everywhere. */
/** Where a case is, in a row: a grid that bears the name of its community stands for both. */
export function placeInRow(area: readonly string[]): string {
  const grid = area[area.length - 1] ?? ''
  const above = area[area.length - 2] ?? ''
  const named = area.length > 2 && above.length > 1 && grid.startsWith(above.replace(/(社区|村|居委会|村委会)$/, ''))
  return (named ? [...area.slice(0, -2), grid] : area).join(' / ')
}

export function flagsOf(of: Pick<Line, 'urgent' | 'returns' | 'reworks' | 'urges' | 'demands' | 'asked' | 'state'>): Flag[] {
  const flags: Flag[] = [
    { name: 'urgent', count: of.urgent ? 1 : 0 },
    { name: 'returned', count: of.returns },
    { name: 'reworked', count: of.reworks },
    { name: 'urged', count: of.urges },
    { name: 'supervised', count: of.demands },
    { name: 'extension', count: of.asked === 'extension' ? 1 : 0 },
    { name: 'suspended', count: of.state === 'suspended' || of.asked === 'suspension' ? 1 : 0 },
  ]
  return flags.filter((flag) => flag.count > 0)
}

/** The verbs in the order in which a bar shows them: what moves a case on, what sends it back, what stands beside. */
export const VERB_ORDER: readonly Verb[] = [
  'accept', 'verify', 'file', 'dispatch', 'rule', 'sign', 'arrive', 'contact', 'feed_back', 'ask_check', 'pass',
  'ask_call_back', 'call_back', 'close', 'review_pass', 'grant_extension', 'grant_suspend', 'resume', 'stage_done',
  'reply', 'resolve', 'answer', 'ask_verification', 'fail', 'review_fail', 'return', 'assign', 'redispatch',
  'take_back', 'dispute', 'refuse_extension', 'refuse_suspend', 'ask_extension', 'ask_suspend', 'whistle', 'appraise',
  'release', 'urge', 'supervise', 'note', 'hand_over', 'amend', 'merge', 'unmerge', 'split', 'escalate', 'hard_case', 'decline',
  'withdraw', 'void', 'reopen', 'force_close',
] // prettier-ignore

/** What brings a case on: the first of these that is mine is the primary button. */
const FORWARD: readonly Verb[] = [
  'accept', 'verify', 'file', 'dispatch', 'rule', 'sign', 'arrive', 'contact', 'stage_done', 'feed_back', 'ask_check',
  'pass', 'ask_call_back', 'call_back', 'close', 'review_pass', 'grant_extension', 'grant_suspend', 'resume', 'reply',
] // prettier-ignore

/** Key → verb, on a case. */
export const VERB_KEYS: Readonly<Partial<Record<Verb, string>>> = {
  sign: 's', dispatch: 'p', return: 't', pass: 'c', fail: 'w', redispatch: 'r', urge: 'u', supervise: 'd', note: 'b',
} // prettier-ignore

/** The available verbs in the order of the bar, and the one that is expected next. */
export function ordered(available: readonly Verb[]): { primary: Verb | null; verbs: Verb[] } {
  const place = (verb: Verb): number => (VERB_ORDER.includes(verb) ? VERB_ORDER.indexOf(verb) : VERB_ORDER.length)
  const verbs = [...available].sort((a, b) => place(a) - place(b))
  const primary = verbs.find((verb) => FORWARD.includes(verb)) ?? null
  return { primary, verbs }
}

/** Acts that cannot be undone are asked about once more. */
export const FINAL: readonly Verb[] = ['void', 'force_close', 'decline', 'withdraw']

export function isUrgent(of: { urgent: boolean; clock?: { limit: string } | null }): boolean {
  return of.urgent || (of.clock ? isUrgentLimit(of.clock.limit) : false)
}

/** 李大民 → 李*民, 李民 → 李*: as everywhere. */
export function maskName(name: string): string {
  const letters = [...name]
  if (letters.length < 2) return name
  return letters.length === 2 ? `${letters[0]}*` : `${letters[0]}*${letters[letters.length - 1]}`
}
