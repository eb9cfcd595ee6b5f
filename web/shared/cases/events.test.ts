import { describe, expect, it } from 'vitest'
import type { CaseEvent } from '@shared/api/types'
import { account, autoOf, beforeAfter, dutyChain, reached, unitsOf, wordsOf } from './events'

const event = (seq: number, verb: string, given: Record<string, unknown> = {}, at = `2026-10-09T0${seq}:00:00Z`): CaseEvent =>
  ({ seq, verb, at, actor: '李*', rule: null, given }) as CaseEvent
const file = (kind: string, seq: number) => ({ file: `${kind}${seq}`, kind, seq })

describe('an event', () => {
  it('says its words in the order they are read, nothing of what was erased', () => {
    const given = { note: { text: 2 }, reason: { text: 1 }, evidence: [{ kind: 'answer', text: { text: 3 } }, { kind: 'photo' }] }
    expect(wordsOf(event(1, 'fail', given), { 1: '因为', 2: '说明', 3: null })).toEqual(['因为', '说明', ''])
  })

  it('names units by their ids', () => {
    expect(unitsOf(event(1, 'dispatch', { unit: 7, assistants: [8, 9] }))).toEqual([7, 8, 9])
    expect(unitsOf(event(1, 'note'))).toEqual([])
  })
})

it.each([
  ['what people did', { unit: 7 }, 0],
  ['what the system did', { auto: [{ step: 'category', model: 'cold', confidence: 0.99, licence: 3 }, { step: 'unit', model: 'rules', confidence: null, licence: 4 }] }, 2],
  ['something else', { auto: [null, 'x', {}] }, 0],
  ['no list', { auto: true }, 0],
])('steps decided alone in %s', (_, given, n) => expect(autoOf(event(1, 'file', given))).toHaveLength(n))

it('the account is newest first, without alarms', () => {
  expect(account([event(1, 'report'), event(2, 'alarm'), event(3, 'file')]).map((each) => each.verb)).toEqual(['file', 'report'])
})

it('before and after are the first and the last', () => {
  const files = [file('report', 1), file('before', 2), file('after', 3), file('document', 3), file('after', 4)]
  expect(beforeAfter(files)).toEqual({ before: files[0], after: files[4] })
  expect(beforeAfter([])).toEqual({ before: undefined, after: undefined })
})

it('the chain has the present lead first, and how each was chosen', () => {
  const of = (no: number, unit: number, held: string, sent: string, ended: string | null) => ({
    no, unit, held, role: 'lead', sent_at: sent, ended_at: ended, signed_at: null,
  }) // prettier-ignore
  const events = [event(1, 'dispatch', { unit: 7, how: 'rule' }), event(3, 'dispatch', { unit: 8, how: 'by_hand' })]
  const assignments = [of(1, 7, 'returned', events[0]?.at ?? '', '2026-10-09T02:00:00Z'), of(2, 8, 'sent', events[1]?.at ?? '', null)]
  const chain = dutyChain({ events, assignments: assignments as never })
  expect(chain.map((link) => [link.unit, link.how, link.open])).toEqual([[8, 'by_hand', true], [7, 'rule', false]])
})

it('steps are reached at the last event that reaches them', () => {
  expect(reached([event(1, 'report'), event(2, 'dispatch'), event(4, 'dispatch')])).toMatchObject({ dispatch: '2026-10-09T04:00:00Z' })
})
