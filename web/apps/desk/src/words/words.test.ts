import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const HERE = new URL('.', import.meta.url).pathname
const SOURCE = join(HERE, '..')

type Tree = { [key: string]: Tree | string }

const read = (name: string): Tree => JSON.parse(readFileSync(join(HERE, name), 'utf8')) as Tree
const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`)))
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? '').sort()

const NAMES = ['desk', 'forms', 'advice']

describe.each(NAMES)('%s', (name) => {
  const zh = new Map(flat(read(`${name}.zh-CN.json`)))
  const en = new Map(flat(read(`${name}.en.json`)))

  it('has the same keys in both languages', () => {
    expect([...en.keys()].sort()).toEqual([...zh.keys()].sort())
  })

  it('fills the same holes', () => {
    for (const [key, text] of zh) expect(holes(en.get(key) ?? ''), key).toEqual(holes(text))
  })

  it('speaks as the house does', () => {
    for (const [key, text] of zh) expect(text, key).not.toMatch(/您|抱歉|失败|非法|违规操作|[!！]|[\u4e00-\u9fff][,;:?]/)
  })
})

const files = readdirSync(SOURCE, { recursive: true }).map(String).filter((name) => /\.(vue|ts)$/.test(name) && !name.includes('.test.'))

it('no page has words of its own', () => {
  for (const name of files) {
    const text = readFileSync(join(SOURCE, name), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '')
    const found = text.match(/[\u4e00-\u9fff]+/g)?.filter((word) => !['中文', '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀'].includes(word)) ?? []
    expect(found, name).toEqual([])
  }
})

it('every key a page asks for is there', () => {
  const known = new Set(NAMES.flatMap((name) => flat(read(`${name}.zh-CN.json`)).map(([key]) => key)))
  for (const name of files) {
    const text = readFileSync(join(SOURCE, name), 'utf8')
    for (const [, key] of text.matchAll(/\bt\('([\w.]+)'/g)) expect(known.has(key ?? ''), `${name}: ${key}`).toBe(true)
  }
})
