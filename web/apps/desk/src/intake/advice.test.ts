import { describe, expect, it } from 'vitest'
import type { Standard } from '../form/catalogue'
import { type Advice, type Filled, followed, marked, nameOfPlace, placed, urgentChoice, wordsOf } from './advice'

const gas = { code: '0504', condition: '01', name: '燃气泄漏', major_name: '突发事件', confidence: 0.93, evidence: ['煤气味'] }
const gate = {
  grid: 'G1', grid_name: '丽园 01', street_name: '清源街道', label: '丽园小区北门', kind: 'compound', lng: 116.3, lat: 39.7,
  confidence: 0.9, evidence: ['丽园'],
} // prettier-ignore

function advice(change: Partial<Advice> = {}): Advice {
  return {
    advice: '7', model: 'cold', category: { action: 'take', candidates: [gas] },
    urgent: { urgent: true, dangers: [{ danger: 'gas', name: '燃气泄漏', words: ['煤气味'] }] },
    place: { action: 'take', candidates: [gate], conflict: null },
    unit: { how: 'none', unit: null, unit_name: null, confidence: null, assistants: [], reason: null, rule: null, returned: null },
    matter: null, second: null, ...change,
  } // prettier-ignore
}

const blank = (change: Partial<Filled> = {}): Filled => ({ by: { category: 'nobody', place: 'nobody' }, address: '', ...change })
const after = (said: Filled, found: Advice | null): Filled => ({ ...said, ...followed(said, found) })

describe('what advice fills in', () => {
  it('fills empty slots and says that it did', () => {
    expect(after(blank(), advice())).toEqual({
      by: { category: 'advice', place: 'advice' }, category: '0504', condition: '01', grid: 'G1', lng: 116.3, lat: 39.7, address: '丽园小区北门',
    }) // prettier-ignore
  })

  it('never overwrites what the clerk has entered, nor what the clerk has left empty on purpose', () => {
    const said = blank({ by: { category: 'clerk', place: 'clerk' }, category: '0101', grid: 'G9', address: '别处' })
    expect(after(said, advice())).toEqual(said)
    const emptied = blank({ by: { category: 'clerk', place: 'clerk' } })
    expect(after(emptied, advice())).toEqual(emptied)
  })

  it('keeps the words of the clerk for the place', () => {
    expect(after(blank({ address: '丽园北门外' }), advice()).address).toBe('丽园北门外')
    expect(placed(blank({ address: '丽园北门外' }), gate, 'clerk').address).toBe('丽园小区北门')
  })

  it.each([
    ['asks', advice({ category: { action: 'ask', candidates: [gas] }, place: { action: 'ask', candidates: [gate], conflict: null } })],
    ['has nothing', advice({ category: { action: 'none', candidates: [] }, place: { action: 'none', candidates: [], conflict: null } })],
    ['is gone', null],
  ])('is taken back when it %s', (_, found) => {
    const said = after(blank(), advice())
    const left = after(said, found)
    expect(left.by).toEqual({ category: 'nobody', place: 'nobody' })
    expect([left.category, left.condition, left.grid, left.lng, left.address]).toEqual([undefined, undefined, undefined, undefined, ''])
  })

  it('follows the text from one category to another', () => {
    const other = { ...gas, code: '0201', condition: '02' }
    const left = after(after(blank(), advice()), advice({ category: { action: 'take', candidates: [other] } }))
    expect([left.category, left.condition, left.by.category]).toEqual(['0201', '02', 'advice'])
  })

  it('a grid without a point is a place too', () => {
    const left = after(blank({ lng: 1, lat: 2, by: { category: 'nobody', place: 'advice' } }), advice({ place: { action: 'take', candidates: [{ ...gate, lng: null, lat: null }], conflict: null } }))
    expect([left.grid, left.lng, left.lat]).toEqual(['G1', undefined, undefined])
  })
})

describe('the urgent category', () => {
  const standard = (category: string, name: string, urgent: boolean, condition = '01'): Standard =>
    ({ category, category_name: name, condition, condition_name: '', urgent }) as Standard
  const all = [standard('0504', '燃气泄漏', true), standard('0101', '私搭乱建', false), standard('0507', '路面塌陷', true), standard('0504', '燃气泄漏', false, '02')]

  it.each<[string, Advice, string | null]>([
    ['of the likeliest candidate', advice(), '0504'],
    ['of the candidate, by another condition', advice({ category: { action: 'ask', candidates: [{ ...gas, condition: '02' }] } }), '0504'],
    ['by the words of the danger', advice({ category: { action: 'none', candidates: [] }, urgent: { urgent: true, dangers: [{ danger: 'collapse', name: '塌陷', words: ['路面塌了'] }] } }), '0507'],
    ['none that has anything to do with it', advice({ category: { action: 'none', candidates: [] }, urgent: { urgent: true, dangers: [{ danger: 'lift', name: '电梯困人', words: ['困在电梯'] }] } }), null],
    ['none without a danger', advice({ urgent: { urgent: false, dangers: [] } }), null],
  ])('%s', (_, found, code) => expect(urgentChoice(found, all)?.category ?? null).toBe(code))
})

describe('words of the text', () => {
  it('are marked wherever they stand, the text itself unchanged', () => {
    const text = '煤气味很大，丽园北门，还是煤气味'
    const pieces = marked(text, wordsOf(advice(), []))
    expect(pieces.map((piece) => piece.text).join('')).toBe(text)
    expect(pieces.filter((piece) => piece.mark).map((piece) => [piece.text, piece.mark])).toEqual([
      ['煤气味', 'danger'], ['丽园', 'place'], ['煤气味', 'danger'],
    ]) // prettier-ignore
  })

  it('what is looked at lies over all else', () => {
    expect(marked('丽园北门', [...wordsOf(advice(), ['园北'])])).toEqual([
      { text: '丽', mark: 'place' }, { text: '园北', mark: 'look' }, { text: '门', mark: null },
    ]) // prettier-ignore
  })

  it.each([['', []], ['没有', [{ text: '没有', mark: null }]]])('of %j without a word of advice', (text, pieces) => {
    expect(marked(text, [['', 'look'], ['别处', 'place']])).toEqual(pieces)
  })
})

it.each([
  [['丽园小区', '枣园小区'], ['丽园小区', '枣园小区']],
  [['丽园社区', '丽园社区', '枣园小区'], ['网格 0', '网格 1', '枣园小区']],
])('places %j are told apart as %j', (labels, names) => {
  const all = labels.map((label, at) => ({ label, grid_name: `网格 ${at}`, grid: '', street_name: '', kind: '', lng: null, lat: null, confidence: 0, evidence: [] }))
  expect(all.map((each) => nameOfPlace(each, all))).toEqual(names)
})
