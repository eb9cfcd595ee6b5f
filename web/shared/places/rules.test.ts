import { describe, expect, it } from 'vitest'
import { metres, pointOf, shortCode } from './rules'

describe('points', () => {
  it.each([
    ['116.3261734,39.7469659', [116.3261734, 39.7469659]],
    ['', null],
    [null, null],
    ['116', null],
    ['x,y', null],
    ['200,10', null],
  ])('%s', (text, point) => {
    expect(pointOf(text)).toEqual(point)
  })

  it('have a distance', () => {
    expect(metres([116.33, 39.74], [116.33, 39.75])).toBeCloseTo(1112, -1)
    expect(metres([116.33, 39.74], [116.33, 39.74])).toBe(0)
  })
})

it('a unit grid is called by the end of its code', () => {
  expect([shortCode('110115003006010'), shortCode('110115003')]).toEqual(['010', '110115003'])
})
