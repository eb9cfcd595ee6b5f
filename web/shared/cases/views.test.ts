import { describe, expect, it } from 'vitest'
import type { Counts } from '@shared/api/types'
import { ALL, NOTHING, figureOf, filtersOf, groupsOf, mine, queryOf, same } from './views'

const row = { late: 0, today: 0, third: 0, later: 0, returned: 0, urged: 0, supervised: 0, urgent: 0 }
const counts: Counts = {
  as_of: '', ends: { today: '', third: '' },
  states: [{ ...row, state: 'filed', cases: 5, late: 2, today: 1 }, { ...row, state: 'checking', cases: 3, third: 2, returned: 1 }],
} // prettier-ignore

describe('filters', () => {
  it.each([
    [{}],
    [{ state: ['filed', 'handling'], late: '1' }],
    [{ state: ['filed'], under: '110115001', unit: 'swj', due: 'today', category: '01', urgent: '1', returned: '1', urged: '1', supervised: '1' }],
  ])('%j survives the address', (query) => {
    expect(queryOf(filtersOf(query))).toEqual(query)
  })

  it('leaves out what it cannot mean', () => {
    expect(filtersOf({ due: 'someday', late: 'yes', colour: 'red', state: [null] })).toEqual({ ...NOTHING, category: undefined, under: undefined, unit: undefined, due: undefined })
  })

  it('one state alone is a list of one', () => {
    expect(filtersOf({ state: 'filed' }).state).toEqual(['filed'])
  })
})

describe('views', () => {
  it('are mine by my duties', () => {
    expect(mine(['dispatch', 'rule', 'note']).map((view) => view.name)).toEqual(['to_dispatch', 'to_rule'])
    expect(mine(['check', 'verify']).map((view) => view.name)).toEqual(['to_verify', 'to_check'])
  })

  it('have their figures', () => {
    const figures = Object.fromEntries(ALL.map((view) => [view.name, figureOf(view, counts)]))
    expect(figures).toMatchObject({ all: 8, late: 2, today: 1, returned: 1, checks: 3, calls: 0 })
    expect(figureOf(ALL[0] as never, null)).toBeNull()
  })

  it('are told apart by their filters', () => {
    expect(same({ late: true }, { late: true, state: [] })).toBe(true)
    expect(same({ late: true }, { urged: true })).toBe(false)
  })

  it('the groups add up to the whole', () => {
    expect(groupsOf(counts)).toEqual({ late: 2, today: 1, third: 2, later: 0, hold: 3 })
  })
})
