import { describe, expect, it } from 'vitest'
import { WorkTime } from '@shared/clock/rules'
import { flagsOf, groupOf, lateness, maskName, ordered, placeInRow, stepOf, thought } from './rules'

const sec = (text: string): number => Date.parse(text) / 1000
const now = sec('2026-10-09T10:24:00+08:00')
const work = new WorkTime([[sec('2026-10-08T13:30:00+08:00'), sec('2026-10-08T18:00:00+08:00')], [sec('2026-10-09T08:30:00+08:00'), sec('2026-10-09T12:00:00+08:00')]])
const of = (due: string | null, clock: { limit: string; alarm_at: string | null; rung: number } | null = null) => ({
  state: 'handling' as const, closed_at: null, next_due_at: due, clock,
}) // prettier-ignore

describe('lateness', () => {
  it.each([
    ['on time', of('2026-10-09T11:24:00+08:00'), { state: 'ok', seconds: 3600 }],
    ['late, in working time', of('2026-10-08T17:14:00+08:00'), { state: 'late', seconds: 160 * 60 }],
    ['late, round the clock', of('2026-10-08T17:14:00+08:00', { limit: '1uh', alarm_at: null, rung: 2 }), { state: 'late', seconds: 1030 * 60 }],
    ['soon: its first alarm rang', of('2026-10-09T11:24:00+08:00', { limit: '4wh', alarm_at: null, rung: 1 }), { state: 'soon', seconds: 3600 }],
    ['soon: past 80 %', of('2026-10-09T11:24:00+08:00', { limit: '4wh', alarm_at: '2026-10-09T10:00:00+08:00', rung: 0 }), { state: 'soon', seconds: 3600 }],
    ['no clock', of(null), { state: 'none', seconds: 0 }],
    ['suspended', { ...of('2026-10-09T11:24:00+08:00'), state: 'suspended' as const }, { state: 'hold', seconds: 0 }],
    ['ended', { ...of('2026-10-08T11:24:00+08:00'), state: 'closed' as const }, { state: 'done', seconds: 0 }],
  ])('%s', (_, line, expected) => {
    expect(lateness(line, now, work)).toMatchObject(expected)
  })
})

it('groups follow the order of the queue', () => {
  const ends = { today: '2026-10-10T00:00:00+08:00', third: '2026-10-12T00:00:00+08:00' }
  const due = ['2026-10-09T09:00:00+08:00', '2026-10-09T18:00:00+08:00', '2026-10-11T10:00:00+08:00', '2026-11-01T10:00:00+08:00', null]
  expect(due.map((at) => groupOf(at, now, ends))).toEqual(['late', 'today', 'third', 'later', 'hold'])
})

it.each([
  ['chosen by who reported it', '', { category: 'r0201', condition: '02' }, { category: 'r0201', condition: '02' }],
  ['chosen by nobody', '', {}, null],
  ['filed since', '0113', { category: 'r0201', condition: '02' }, null],
])('a category %s', (_, category, report, expected) => {
  expect(thought({ category, events: [{ given: { report } }, { given: {} }] })).toEqual(expected)
})

describe('the bar of verbs', () => {
  it.each([
    [['note', 'urge', 'dispatch'], 'dispatch'],
    [['fail', 'pass', 'note'], 'pass'],
    [['redispatch', 'urge', 'note'], null],
    [['something_new' as never, 'sign'], 'sign'],
    [[], null],
  ])('%j', (verbs, primary) => {
    expect(ordered(verbs as never).primary).toBe(primary)
  })

  it('puts what it does not know last', () => {
    expect(ordered(['something_new' as never, 'note']).verbs).toEqual(['note', 'something_new'])
  })
})

it('flags are in one order, only what is so', () => {
  const flags = flagsOf({ urgent: true, returns: 2, reworks: 0, urges: 1, demands: 0, asked: 'extension', state: 'handling' })
  expect(flags.map((flag) => [flag.name, flag.count])).toEqual([['urgent', 1], ['returned', 2], ['urged', 1], ['extension', 1]])
})

it('names are masked', () => {
  expect(['李大民', '李民', '欧阳小民', '李'].map(maskName)).toEqual(['李*民', '李*', '欧*民', '李'])
})

it('every state has its step', () => {
  expect([stepOf('reported'), stepOf('disputed'), stepOf('suspended'), stepOf('merged')]).toEqual(['report', 'dispatch', 'handle', 'closed'])
})

it.each([
  [['清源街道', '丽园社区', '丽园 01 网格'], '清源街道 / 丽园 01 网格'],
  [['魏善庄镇', '东南研垡村', '东南研垡 02 网格'], '魏善庄镇 / 东南研垡 02 网格'],
  [['清源街道', '丽园社区', '大街东 003'], '清源街道 / 丽园社区 / 大街东 003'],
  [['清源街道', '清源社区'], '清源街道 / 清源社区'],
  [[], ''],
])('%j stands in a row as %s', (area, said) => expect(placeInRow(area)).toBe(said))
