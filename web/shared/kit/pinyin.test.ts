import { describe, expect, it } from 'vitest'
import { fits, initials } from './pinyin'

describe('first letters', () => {
  it.each([
    ['水务局', 'swj'],
    ['城管委', 'cgw'],
    ['热力公司', 'rlgs'],
    ['清源街道办', 'qyjdb'],
    ['12345 热线', '12345rx'],
  ])('%s', (word, letters) => {
    expect(initials(word)).toBe(letters)
  })

  it('find a unit as it stands, by its letters, by its code', () => {
    expect(fits('水务', '大兴区水务局', 'swj')).toBe(true)
    expect(fits('SWJ', '水务局')).toBe(true)
    expect(fits('qy-z', '清源执法队', 'qy-zfd')).toBe(true)
    expect(fits('xf', '水务局', 'swj')).toBe(false)
    expect(fits('', '水务局')).toBe(true)
  })
})
