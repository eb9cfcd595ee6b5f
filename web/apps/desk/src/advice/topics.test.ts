import { expect, it } from 'vitest'
import { course, perWeek, scaleOf } from './topics'

const day = (n: number): string => new Date(Date.UTC(2026, 9, n)).toISOString()

it.each([
  ['nothing', [], []],
  ['one', [day(1)], [1]],
  ['weeks without any', [day(1), day(2), day(22)], [1, 1, 0, 1]],
  ['in any order', [day(22), day(2), day(1), day(21)], [1, 1, 0, 2]],
])('counts by week: %s', (_, opened, cases) => expect(perWeek(opened).map((week) => week.cases)).toEqual(cases))

it('looks at half a year, its last case counted', () => {
  const weeks = perWeek(Array.from({ length: 400 }, (_, i) => day(i + 1)))
  expect([weeks.length, weeks[25]?.cases]).toEqual([26, 7])
})

it.each([
  ['rising', [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2]],
  ['falling', [0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 1]],
  ['steady', [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 1]],
  ['few', [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1]],
  ['silent', Array.from({ length: 14 }, () => 0)],
  ['silent', []],
])('tells the course: %s', (found, days) => expect(course(days).course).toBe(found))

it.each([[[], 4], [[0, 1], 4], [[9, 2], 9]])('draws %j against %i', (counts, most) => expect(scaleOf(counts)).toBe(most))
