import { describe, expect, it } from 'vitest'
import { type LicencesDoc, type Step, bands, rowsOf, wanted } from './licences'

const form = { step: 'category' as Step, branch: '', active: true, percent: 98, sample: 10, seen: 0 }

describe('a licence as it is set', () => {
  it('is sent as a share', () => {
    expect(wanted({ ...form, percent: 98.5 })).toEqual({ step: 'category', branch: '', active: true, confidence: 0.985, sample: 10, seen: 0 })
  })
  it.each([[{ percent: 49 }], [{ percent: 100 }], [{ percent: NaN }], [{ sample: 0 }], [{ sample: 101 }], [{ sample: 2.5 }]])('%j makes none', (change) => {
    expect(wanted({ ...form, ...change })).toBeNull()
  })
})

describe('what would have been automatic', () => {
  const bins = (n: number, right: number) => [0.4, 0.8, 0.9].map((from) => ({ from, to: from + 0.1, n, right }))
  const figures = [{ code: '0101', bins: bins(10, 0.5) }, { code: '0102', bins: bins(30, 1) }, { code: '0201', bins: bins(7, 1) }]
  it.each([['0101', 10, 0.5], ['01', 40, 0.875], ['', 47, 42 / 47]])('of %j', (branch, n, right) => {
    const found = bands(figures, branch)
    expect(found.map((band) => band.from)).toEqual([0.9, 0.8])
    expect(found.map((band) => band.n)).toEqual([n, n])
    expect(found[0]?.right).toBeCloseTo(right)
  })
  it.each([['b01'], ['0103']])('nothing of %j', (branch) => expect(bands(figures, branch)).toEqual([]))
})

it('every step has a row, off where nobody has set it', () => {
  const set = { step: 'unit', branch: '01', no: 3, active: true } as LicencesDoc['licences'][number]
  const rows = rowsOf({ licences: [set], categories: [], days: 90 })
  expect(rows.map((row) => [row.step, row.branch, row.no, row.active])).toEqual([
    ['category', '', 0, false], ['place', '', 0, false], ['unit', '', 0, false], ['unit', '01', 3, true],
  ]) // prettier-ignore
})
