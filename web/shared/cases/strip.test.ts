import { describe, expect, it } from 'vitest'
import type { Explanation } from '@shared/api/types'
import type { Span } from '@shared/clock/rules'
import { sidesOf, strip } from './strip'

const sec = (text: string): number => Date.parse(text) / 1000
const spans: Span[] = ['08', '09', '12', '13'].flatMap((day): Span[] => [
  [sec(`2026-10-${day}T08:30:00+08:00`), sec(`2026-10-${day}T12:00:00+08:00`)],
  [sec(`2026-10-${day}T13:30:00+08:00`), sec(`2026-10-${day}T18:00:00+08:00`)],
])

function said(start: string, due: string, limit: string, segments: [string, string, string, boolean][] = []): Explanation {
  return {
    start, due, limit, calendar: 1, zone: 'Asia/Shanghai', standard_day: [], provisional: false, now: null,
    used_percent: null, used_seconds: null, counted_seconds: 0, left_seconds: 0, pauses: [],
    days: [{
      date: '2026-10-09', kind: 'workday', name: '', provisional: false, shifts: [],
      segments: segments.map(([a, b, why, passed]) => ({ start: a, end: b, why: why as never, passed, seconds: sec(b) - sec(a) })),
    }],
  } // prettier-ignore
}

const now = sec('2026-10-09T10:24:00+08:00')

describe('a limit in working time', () => {
  const of = said('2026-10-09T09:00:00+08:00', '2026-10-12T09:00:00+08:00', '8wh', [
    ['2026-10-09T09:00:00+08:00', '2026-10-09T10:24:00+08:00', 'counted', true],
    ['2026-10-09T10:24:00+08:00', '2026-10-09T12:00:00+08:00', 'counted', false],
    ['2026-10-09T12:00:00+08:00', '2026-10-09T13:30:00+08:00', 'lunch', false],
  ])
  const made = strip({ said: of, spans, now, width: 800, zone: 'Asia/Shanghai' })

  it('has a column a day, days off narrow', () => {
    expect(made.days.map((day) => day.at.getUTCDate())).toEqual([9, 10, 11, 12])
    expect(made.days[1]?.width).toBe(26)
    expect(made.days[0]?.today).toBe(true)
    expect(made.width).toBeLessThanOrEqual(800)
  })

  it('keeps working hours to scale and lunch in its place', () => {
    const work = made.ground.filter((block) => block.kind === 'work')
    expect((work[1]?.width ?? 0) / (work[0]?.width ?? 1)).toBeCloseTo(4.5 / 3.5)
    expect(made.ground.slice(0, 5).map((block) => block.kind)).toEqual(['night', 'work', 'lunch', 'work', 'night'])
  })

  it('tells what was counted from what is left', () => {
    expect(made.counted.map((block) => block.kind)).toEqual(['counted', 'left'])
    expect(made.counted[0]?.x).toBeCloseTo(made.at(sec(of.start)) ?? -1)
    expect((made.counted[1]?.x ?? 0) - (made.at(now) ?? 1)).toBeCloseTo(0)
  })

  it('knows no place for what lies outside', () => {
    expect(made.at(sec('2026-10-01T00:00:00+08:00'))).toBeNull()
  })

  it('goes on to now where it is late', () => {
    const late = strip({ said: of, spans, now: sec('2026-10-13T10:00:00+08:00'), width: 800, zone: 'Asia/Shanghai' })
    expect(late.days[late.days.length - 1]?.at.getUTCDate()).toBe(13)
    expect(late.at(sec('2026-10-13T10:00:00+08:00'))).not.toBeNull()
  })
})

it('a short limit round the clock is one stretch to scale', () => {
  const of = said('2026-10-09T10:00:00+08:00', '2026-10-09T10:30:00+08:00', '30um')
  const made = strip({ said: of, spans, now, width: 600, zone: 'Asia/Shanghai' })
  expect(made.days).toHaveLength(1)
  const [start, middle, due] = [0, 15, 30].map((m) => made.at(sec('2026-10-09T10:00:00+08:00') + m * 60) ?? -1)
  expect((middle ?? 0) - (start ?? 0)).toBeCloseTo((due ?? 0) - (middle ?? 0))
})

describe('the words of the marks', () => {
  const said = (...xs: number[]) => sidesOf(xs.map((x) => ({ x, text: '现在 01:45' })), 470)

  it.each([
    ['far apart: all to the right', [10, 150, 300], ['start', 'start', 'start']],
    ['due soon after now: now to the left of its line', [10, 240, 290], ['start', 'end', 'start']],
    ['now soon after the start: the start says nothing through it', [100, 130, 300], ['end', 'start', 'start']],
    ['at the right end: to the left', [10, 450, 460], ['start', 'end', 'end']],
    ['no room on either side: to the right', [5, 20, 300], ['start', 'start', 'start']],
  ] as const)('%s', (_, xs, sides) => expect(said(...xs)).toEqual(sides))
})
