import { describe, expect, it } from 'vitest'
import { WorkTime, isPlain, isoDate, lengthOf, localTime, monthDay, nearness, parseLimit } from './rules'

const at = (text: string): number => Date.parse(text) / 1000
const DAY = ['2026-10-08', '2026-10-09', '2026-10-10'].flatMap((day): [number, number][] => [
  [at(`${day}T08:30:00+08:00`), at(`${day}T12:00:00+08:00`)],
  [at(`${day}T13:30:00+08:00`), at(`${day}T18:00:00+08:00`)],
])
const WORK = new WorkTime(DAY, 8 * 3600)

describe('working time', () => {
  it.each([
    ['inside one shift', '2026-10-09T09:40:00+08:00', '2026-10-09T10:24:00+08:00', 44],
    ['over lunch', '2026-10-09T11:00:00+08:00', '2026-10-09T14:00:00+08:00', 90],
    ['over night', '2026-10-08T17:14:00+08:00', '2026-10-09T10:24:00+08:00', 160],
    ['wholly at night', '2026-10-08T20:00:00+08:00', '2026-10-09T07:00:00+08:00', 0],
    ['two whole days', '2026-10-08T00:00:00+08:00', '2026-10-10T00:00:00+08:00', 960],
    ['backwards', '2026-10-09T10:24:00+08:00', '2026-10-09T09:40:00+08:00', 0],
    ['before all that is known', '2026-01-01T00:00:00+08:00', '2026-01-02T00:00:00+08:00', 0],
  ])('%s', (_, start, end, minutes) => {
    expect(WORK.between(at(start), at(end))).toBe(minutes * 60)
  })
})

describe('limits', () => {
  it.each([
    ['5wd eod', { amount: 5, kind: 'wd', endOfDay: true }],
    ['30um', { amount: 30, kind: 'um', endOfDay: false }],
    ['5', null],
    ['5xx', null],
  ])('%s', (text, limit) => {
    expect(parseLimit(text)).toEqual(limit)
  })

  it('run round the clock or not', () => {
    expect(['1uh', '30um', '15cd', '4wh', '5wd'].map(isPlain)).toEqual([true, true, true, false, false])
  })
})

describe('lengths', () => {
  const day = 8 * 3600
  it.each([
    [3 * 3600 + 28 * 60, { days: 0, hours: 3, minutes: 28 }],
    [day + 5 * 3600, { days: 1, hours: 5, minutes: 0 }],
    [day - 60, { days: 0, hours: 7, minutes: 59 }],
    [20, { days: 0, hours: 0, minutes: 1 }],
    [-44 * 60, { days: 0, hours: 0, minutes: 44 }],
  ])('%i s', (seconds, length) => {
    expect(lengthOf(seconds, day)).toEqual(length)
  })
})

describe('moments', () => {
  const now = localTime(new Date('2026-10-09T10:24:06+08:00'))

  it('are of the district, not of the machine', () => {
    expect(now).toMatchObject({ year: 2026, month: 10, day: 9, time: '10:24', weekday: 5 })
    expect(localTime(new Date('2026-10-09T17:00:00Z'))).toMatchObject({ day: 10, time: '01:00' })
  })

  it.each([
    ['2026-10-09T00:00:00+08:00', 'today'],
    ['2026-10-08T23:59:00+08:00', 'yesterday'],
    ['2026-10-10T00:00:00+08:00', 'tomorrow'],
    ['2026-10-13T11:50:00+08:00', 'year'],
    ['2025-10-13T11:50:00+08:00', 'far'],
  ])('%s', (text, near) => {
    expect(nearness(localTime(new Date(text)), now)).toBe(near)
  })

  it('are written short', () => {
    expect([monthDay(now), isoDate(now)]).toEqual(['10-09', '2026-10-09'])
  })
})
