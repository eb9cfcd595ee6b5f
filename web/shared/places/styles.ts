/** How a map is drawn, in the colours of the page's theme; the shapes of cases are those of `Lateness`. */

import type { FeatureLike } from 'ol/Feature'
import CircleStyle from 'ol/style/Circle'
import Fill from 'ol/style/Fill'
import RegularShape from 'ol/style/RegularShape'
import Stroke from 'ol/style/Stroke'
import Style, { type StyleFunction } from 'ol/style/Style'
import Text from 'ol/style/Text'
import type { Late } from '@shared/cases/rules'
import { shortCode } from './rules'

const FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'

export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function line(name: string, width: number): Style {
  return new Style({ stroke: new Stroke({ color: colour(name), width, lineCap: 'round', lineJoin: 'round' }) })
}

function label(text: string, along: boolean, ink = 'm-ink', bold = false): Text {
  return new Text({
    text,
    font: `${bold ? 700 : 400} 12px ${FONT}`,
    placement: along ? 'line' : 'point',
    overflow: !along,
    fill: new Fill({ color: colour(ink) }),
    stroke: new Stroke({ color: colour('m-halo'), width: 3 }),
  })
}

/** Land, water, green, streets and houses. */
export function baseStyle(): StyleFunction {
  const styles: Record<string, (m: number) => Style[]> = {
    green: () => [new Style({ fill: new Fill({ color: colour('m-green') }), zIndex: 0 })],
    lake: () => [new Style({ fill: new Fill({ color: colour('m-water') }), zIndex: 1 })],
    river: (m) => [line('m-water', Math.max(2, 18 / m))],
    building: () => [new Style({ fill: new Fill({ color: colour('m-bldg') }), zIndex: 2 })],
    road: (m) => [line('m-road', Math.min(9, Math.max(1, 7 / m)))],
    main_road: (m) => [line('m-case', Math.min(16, Math.max(2.5, 16 / m)) + 1.5), line('m-major', Math.min(16, Math.max(2, 16 / m)))],
  }
  return (feature: FeatureLike, resolution: number) => {
    const kind = String(feature.get('kind'))
    const area = feature.getGeometry()?.getType().includes('Polygon')
    if (kind === 'river' && area) return [new Style({ fill: new Fill({ color: colour('m-water') }) })]
    const made = styles[kind]?.(resolution) ?? []
    const name: unknown = feature.get('name')
    if (typeof name === 'string' && name && (kind === 'main_road' || resolution < 3) && kind !== 'building') {
      made.push(new Style({ text: label(name, kind !== 'green' && kind !== 'lake'), zIndex: 9 }))
    }
    return made
  }
}

/** Grids dashed; the one that matters solid and filled. */
export function gridStyle(own: () => string | null): StyleFunction {
  return (feature, resolution) => {
    const code = String(feature.get('code') ?? '')
    const mine = code !== '' && code === own()
    const ink = colour('m-grid')
    return new Style({
      stroke: new Stroke({ color: mine ? ink : `${ink}99`, width: mine ? 2.5 : 1.2, lineDash: mine ? undefined : [6, 4] }),
      fill: mine ? new Fill({ color: `${ink}1f` }) : undefined,
      text: resolution < 6 || mine ? label(shortCode(code), false, 'm-grid', true) : undefined,
      zIndex: mine ? 12 : 11,
    })
  }
}

/** The lateness shapes with a halo. */
export function caseStyle(late: Late, large = false): Style {
  const size = large ? 9 : 7
  const fill = new Fill({ color: colour(late === 'none' || late === 'done' ? 'ink-3' : late) })
  const halo = new Stroke({ color: colour('m-halo'), width: 2 })
  if (late === 'late') return new Style({ image: new RegularShape({ points: 4, radius: size + 2, fill, stroke: halo }), zIndex: 30 })
  if (late === 'soon') return new Style({ image: new RegularShape({ points: 3, radius: size + 1, fill, stroke: halo }), zIndex: 29 })
  if (late === 'hold') return new Style({ image: new RegularShape({ points: 4, radius: size, angle: Math.PI / 4, fill, stroke: halo }), zIndex: 27 })
  const ring = new Stroke({ color: fill.getColor() as string, width: 3.5 })
  return new Style({ image: new CircleStyle({ radius: size - 2, fill: new Fill({ color: colour('m-halo') }), stroke: ring }), zIndex: 28 })
}

/** A white circle with a count; a red rim where more than half are late. */
export function clusterStyle(count: number, late: number): Style {
  const rim = colour(late * 2 > count ? 'late' : 'accent')
  const text = new Text({ text: String(count), font: `700 13px ${FONT}`, fill: new Fill({ color: colour('ink') }) })
  const image = new CircleStyle({
    radius: 12 + Math.min(10, Math.log2(count) * 2),
    fill: new Fill({ color: colour('surface') }),
    stroke: new Stroke({ color: rim, width: 2 }),
  })
  return new Style({ image, text, zIndex: 31 })
}

/** Where the case is: a pin on its tip. */
export function pinStyle(): Style[] {
  const fill = new Fill({ color: colour('accent') })
  const halo = new Stroke({ color: colour('m-halo'), width: 2 })
  return [
    new Style({ image: new CircleStyle({ radius: 9, displacement: [0, 9], fill, stroke: halo }), zIndex: 40 }),
    new Style({ image: new RegularShape({ points: 3, radius: 7, rotation: Math.PI, displacement: [0, 1], fill }), zIndex: 40 }),
    new Style({ image: new CircleStyle({ radius: 3.5, displacement: [0, 9], fill: new Fill({ color: colour('m-halo') }) }), zIndex: 41 }),
  ]
}

/** A place that is only looked at: a hollow ring. */
export function lookStyle(): Style {
  const stroke = new Stroke({ color: colour('accent'), width: 2.5, lineDash: [5, 3] })
  return new Style({ image: new CircleStyle({ radius: 11, fill: new Fill({ color: `${colour('accent')}22` }), stroke }), zIndex: 42 })
}
