import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'

const HERE = new URL('.', import.meta.url).pathname
const SOURCE = join(HERE, '..')

type Tree = { [key: string]: Tree | string }

const read = (name: string): Tree => JSON.parse(readFileSync(join(HERE, name), 'utf8')) as Tree
const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`)))
/** Of a message with a form for one and a form for several: what both fill. */
const forms = (text: string): string[] => text.split(' | ')
const holes = (text: string): string[] => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''))].sort()

const files = readdirSync(SOURCE, { recursive: true }).map(String).filter((name) => /\.(vue|ts)$/.test(name) && !name.includes('.test.'))

const NAMES = ['desk', 'forms', 'advice']

describe.each(NAMES)('%s', (name) => {
  const zh = new Map(flat(read(`${name}.zh-CN.json`)))
  const en = new Map(flat(read(`${name}.en.json`)))

  it('has the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('fills the same holes', () => {
    for (const [key, text] of zh) for (const form of forms(en.get(key) ?? '')) expect(holes(form), key).toEqual(holes(text))
  })

  it('speaks as the house does', () => {
    for (const [key, text] of zh) expect(text, key).not.toMatch(/您|抱歉|失败|非法|违规操作|[!！]|[\u4e00-\u9fff][,;:?]/)
  })
})

/** `{n} reports`, `{n} open cases`: right of more than one only. */
const BEARS_NUMBER = /\{\w+\} (?:[a-z]+ ){0,2}?(?!(?:is|was|its|this|runs|needs|speaks)\b)[a-z]+s\b/
const english = NAMES.flatMap((name) => flat(read(`${name}.en.json`)))
const plural = english.filter(([, text]) => forms(text).length > 1).map(([key]) => key)

describe('numbers in English', () => {
  it.each(['{n} reports', '{channel}, {n} reports', '{n} open cases left'])('%s is found', (text) => expect(text).toMatch(BEARS_NUMBER))

  it('have a form for one and a form for several', () => {
    for (const [key, text] of english) if (BEARS_NUMBER.test(text)) expect(forms(text), key).toHaveLength(2)
  })

  it('come to their message as numbers, or the form for one is taken of all', () => {
    for (const name of files) {
      const text = readFileSync(join(SOURCE, name), 'utf8')
      for (const [, key] of text.matchAll(/\bt\('([\w.]+)'/g)) expect(plural, `${name}: ${key} by counted()`).not.toContain(key)
    }
  })

  it.each([[0, '0 reports'], [1, '1 report'], [2, '2 reports'], [1284, '1,284 reports']])('%d: %s', (of, said) => {
    const messages: Record<string, never> = { en: read('forms.en.json') as never }
    const say = createI18n({ legacy: false, locale: 'en', messages }).global.t as (key: string, named: object) => string
    expect(say('case.reports', { n: of.toLocaleString('en'), count: of })).toBe(said)
  })
})


it('no page has words of its own', () => {
  for (const name of files) {
    const text = readFileSync(join(SOURCE, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    const found = text.match(/[\u4e00-\u9fff、]+/g)?.filter((word) => !['中文', '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'].includes(word)) ?? []
    expect(found, name).toEqual([])
  }
})

it('every key a page asks for is there', () => {
  const known = new Set(NAMES.flatMap((name) => flat(read(`${name}.zh-CN.json`)).map(([key]) => key)))
  for (const name of files) {
    const text = readFileSync(join(SOURCE, name), 'utf8')
    for (const [, key] of text.matchAll(/\b(?:t|counted)\('([\w.]+)'/g)) expect(known.has(key ?? ''), `${name}: ${key}`).toBe(true)
  }
})
