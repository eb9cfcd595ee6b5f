/** Every rule of ours, as the build writes it for the oldest browser, is one that browser knows. */

import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import bcd, { type CompatStatement, type Identifier } from '@mdn/browser-compat-data'
import browserslist from 'browserslist'
import { browserslistToTargets, transform } from 'lightningcss'
import { type AtRule, type Declaration, parse } from 'postcss'
import { describe, expect, it } from 'vitest'

const WEB = fileURLToPath(new URL('../..', import.meta.url))
const OLDEST = Number(/\d+/.exec(browserslist(undefined, { path: WEB }).sort().at(0) ?? '')?.[0])
const TARGETS = browserslistToTargets(browserslist(undefined, { path: WEB }))

/** What an older browser leaves out without harm to the reader. */
const SPARED = [
  'property accent-color', // a tick box is in the system's colour
  'property forced-color-adjust', // needed in forced colours only, which came with it
  'forced-color-adjust: none',
  '@media forced-colors',
  'property -webkit-font-smoothing', // of macOS
]

type Found = [name: string, since: number]

const css = bcd.css as unknown as Record<'properties' | 'selectors' | 'at-rules' | 'types', Record<string, Identifier | undefined>>

/** Since which Chrome, written with this prefix; 0 where the data say nothing of it. */
function since(feature: { __compat?: CompatStatement } | undefined, prefix?: string): number {
  const told = feature?.__compat?.support.chrome
  const plain = (Array.isArray(told) ? told : [told]).filter((each) => each && !each.flags && !each.alternative_name && (each.prefix ?? '') === (prefix ?? ''))
  if (!feature?.__compat) return 0
  const versions = plain.map((each) => (each?.version_added ? Number(String(each.version_added).replace('≤', '')) : Infinity))
  return Math.min(...versions, Infinity)
}

/** Functions, colours and units by name, wherever the data keep them. */
const TYPES = new Map<string, number>()
const DYNAMIC = { viewport_percentage_units_dynamic: 'd', viewport_percentage_units_large: 'l', viewport_percentage_units_small: 's' }
function learn(of: Identifier | undefined): void {
  for (const [name, each] of Object.entries(of ?? {}) as [string, Identifier][]) {
    if (name === '__compat') continue
    TYPES.set(name, since(each))
    const first = DYNAMIC[name as keyof typeof DYNAMIC] as string | undefined
    if (first) for (const unit of ['vw', 'vh', 'vi', 'vb', 'vmin', 'vmax']) TYPES.set(`unit ${first}${unit}`, since(each))
    else if (/^[a-zA-Z]{1,4}$/.test(name)) TYPES.set(`unit ${name.toLowerCase()}`, since(each))
    learn(each)
  }
}
learn(css.types as unknown as Identifier)

function ofDeclaration({ prop, value }: Declaration): Found[] {
  if (prop.startsWith('--')) return ofValue(value)
  const [, prefix = '', plain = ''] = /^(-webkit-)?(.*)$/.exec(prop) ?? []
  const own = css.properties[prop]
  const known = own ?? css.properties[plain]
  const found: Found[] = [[`property ${prop}`, known ? since(known, own ? '' : prefix) : Infinity]]
  for (const word of value.replace(/\([^()]*\)/g, ' ').split(/[\s,/]+/)) {
    const keyword = known?.[word] as Identifier | undefined
    if (keyword) found.push([`${prop}: ${word}`, since(keyword)])
  }
  return [...found, ...ofValue(value)]
}

function ofValue(value: string): Found[] {
  const bare = value.replace(/url\([^)]*\)|"[^"]*"|'[^']*'/g, ' ')
  const functions = [...bare.matchAll(/([a-z-]+)\(/g)].map(([, name = '']) => [`${name}()`, TYPES.get(name) ?? 0] as Found)
  const units = [...bare.matchAll(/(?<![\w#-])-?[\d.]+([a-z]+)/gi)].map(([, name = '']): Found => {
    const unit = `unit ${name.toLowerCase()}`
    return [unit, TYPES.get(unit) ?? 0]
  })
  return [...functions, ...units]
}

function ofSelector(selector: string): Found[] {
  const names = [...selector.matchAll(/::?([a-z-]+)/g)].map(([, name = '']) => [`:${name}`, css.selectors[name] ? since(css.selectors[name]) : Infinity] as Found)
  return selector.includes('&') ? [...names, ['nesting', 112]] : names
}

function ofAtRule({ name, params }: AtRule): Found[] {
  const rule = css['at-rules'][name]
  const found: Found[] = [[`@${name}`, rule ? since(rule) : Infinity]]
  if (name !== 'media') return found
  for (const [, feature = ''] of params.matchAll(/\(\s*(?:min-|max-)?([a-z-]+)\s*[:)]/g)) found.push([`@media ${feature}`, since(rule?.[feature] as Identifier)])
  return /[<>]=?/.test(params) ? [...found, ['@media range', 104]] : found
}

/** What the oldest browser does not know; Infinity: what none does. */
function unknown(source: string): string[] {
  const code = transform({ filename: 'x.css', code: Buffer.from(source), targets: TARGETS }).code.toString()
  const root = parse(code)
  const found: Found[] = []
  // What is asked for first may be newer.
  root.walkAtRules('supports', (rule) => void rule.remove())
  root.walkAtRules((rule) => {
    found.push(...ofAtRule(rule))
    if (rule.name === 'keyframes') rule.walkRules((step) => void (step.selector = 'from'))
  })
  root.walkRules((rule) => void found.push(...ofSelector(rule.selector)))
  root.walkDecls((each) => void found.push(...ofDeclaration(each)))
  const newer = found.filter(([name, from]) => from > OLDEST && !SPARED.includes(name))
  return [...new Set(newer.map(([name, from]) => `${name} (${from})`))]
}

const stylesOf = (path: string): string => {
  const text = readFileSync(path, 'utf8')
  return path.endsWith('.vue') ? [...text.matchAll(/<style[^>]*>([\s\S]*?)<\/style>/g)].map(([, css = '']) => css).join('\n') : text
}
const under = (folder: string): string[] =>
  readdirSync(join(WEB, folder), { recursive: true }).map((name) => join(WEB, folder, String(name))).filter((name) => /\.(vue|css)$/.test(name))
/** Of others' style sheets, those that the desk takes. */
const find = createRequire(import.meta.url)
const OTHERS = ['base', 'el-drawer', 'el-overlay'].map((name) => find.resolve(`element-plus/theme-chalk/${name}.css`, { paths: [join(WEB, 'apps/desk')] }))
const files = [...under('shared'), ...under('apps/desk/src'), ...OTHERS].filter((path) => stylesOf(path).trim())

it('is asked of the browser that the apps are built for', () => expect([OLDEST, files.length > 40]).toEqual([87, true]))

it.each(files.map((path) => [path.replace(WEB, ''), path]))('%s', (_, path) => expect(unknown(stylesOf(path))).toEqual([]))

describe('finds', () => {
  it.each([
    ['a selector', '.a:has(b) { color: red }', [':has (105)']],
    ['a property', '.a { aspect-ratio: 1 }', ['property aspect-ratio (88)']],
    ['a keyword', '.a { overflow: clip }', ['overflow: clip (90)']],
    ['a unit', '.a { height: 50dvh }', ['unit dvh (108)']],
    ['a function', '.a { color: color-mix(in oklch, var(--x), red) }', ['color-mix() (111)']],
    ['a rule', '@container (width > 1px) { .a { color: red } }', ['@container (105)']],
    ['nothing the build makes older', '.a { inset: 0; .b { color: red } } @media (width >= 400px) { .a { top: 0 } }', []],
    ['nothing behind a question', '@supports (aspect-ratio: 1) { .a { aspect-ratio: 1 } }', []],
  ])('%s', (_, source, found) => expect(unknown(source)).toEqual(found))
})
