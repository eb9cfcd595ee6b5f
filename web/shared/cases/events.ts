/** What an event says: its words, the units it names, its pictures. */

import type { Case, CaseEvent, CaseFile } from '@shared/api/types'

interface Kept {
  text: number
}

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && typeof (value as Partial<Kept>).text === 'number'

/** Fields of words in the order in which they are read. */
const WORDS = ['text', 'reason', 'note', 'answer', 'reply', 'demand', 'turn_to'] as const

/** The words of an event; an empty string where they were erased. */
export function wordsOf(event: CaseEvent, texts: Case['texts']): string[] {
  const { given } = event
  const kept = WORDS.map((name) => given[name]).filter(isKept)
  const shown = (Array.isArray(given.evidence) ? given.evidence : []) as { text?: unknown }[]
  return [...kept, ...shown.map((item) => item.text).filter(isKept)].map((each) => texts[String(each.text)] ?? '')
}

export interface AutoStep {
  step: 'category' | 'place' | 'unit'
  model: string
  confidence: number | null
}

/** What was decided alone in an event, by which model and how sure; empty for what people did. */
export function autoOf(event: CaseEvent): AutoStep[] {
  const { auto } = event.given
  return Array.isArray(auto) ? auto.filter((each): each is AutoStep => typeof (each as Partial<AutoStep>)?.step === 'string') : []
}

/** Ids of the units an event names: who got it first, then who helps. */
export function unitsOf(event: CaseEvent): number[] {
  const { unit, units, assistants, suggest } = event.given
  return [unit, units, assistants, suggest].flat().filter((id): id is number => typeof id === 'number')
}

export function filesOf(event: CaseEvent, files: readonly CaseFile[]): CaseFile[] {
  return files.filter((file) => file.seq === event.seq)
}

/** Kinds of evidence that are pictures. */
const PICTURES = ['report', 'before', 'after', 'photo']

export function isPicture(file: CaseFile): boolean {
  return PICTURES.includes(file.kind)
}

/** The first picture that shows the matter, and the last that shows what was done. */
export function beforeAfter(files: readonly CaseFile[]): { before?: CaseFile; after?: CaseFile } {
  const pictures = files.filter(isPicture)
  const before = pictures.find((file) => file.kind === 'before' || file.kind === 'report')
  const after = [...pictures].reverse().find((file) => file.kind === 'after' || file.kind === 'photo')
  return { before, after }
}

/** Verbs that nobody wants to read in a short account. */
const QUIET = ['alarm', 'recalculate']

export function account(events: readonly CaseEvent[]): CaseEvent[] {
  return [...events].filter((event) => !QUIET.includes(event.verb)).reverse()
}

export interface Link {
  no: number
  unit: number
  role: string
  held: string
  open: boolean
  how: string | null
  rule: number | null
  signed: string | null
  sent: string
}

/** Who had the case and why, the present lead first. */
export function dutyChain(of: Pick<Case, 'assignments' | 'events'>): Link[] {
  const sending = of.events.filter((event) => ['dispatch', 'redispatch', 'rule', 'escalate'].includes(event.verb))
  return [...of.assignments]
    .map((each): Link => {
      const sent = sending.find((event) => unitsOf(event).includes(each.unit) && event.at === each.sent_at)
      return {
        no: each.no,
        unit: each.unit,
        role: each.role,
        held: each.held,
        open: each.ended_at === null,
        how: typeof sent?.given.how === 'string' ? sent.given.how : null,
        rule: sent?.rule ?? null,
        signed: each.signed_at,
        sent: each.sent_at,
      }
    })
    .sort((a, b) => Number(b.open) - Number(a.open) || Number(b.role === 'lead') - Number(a.role === 'lead') || b.no - a.no)
}

/** Step → when it was reached last, for the bar of stages. */
export function reached(events: readonly CaseEvent[]): Partial<Record<string, string>> {
  const done: Record<string, string> = {}
  const ends: Record<string, string> = {
    report: 'report', accept: 'report', verify: 'verify', file: 'file', dispatch: 'dispatch', redispatch: 'dispatch',
    rule: 'dispatch', feed_back: 'handle', pass: 'check', call_back: 'call', close: 'closed', resolve: 'closed',
    answer: 'closed', force_close: 'closed', void: 'closed', decline: 'closed', merge: 'closed', withdraw: 'closed',
  } // prettier-ignore
  for (const event of events) {
    const step = ends[event.verb]
    if (step) done[step] = event.at
  }
  return done
}
