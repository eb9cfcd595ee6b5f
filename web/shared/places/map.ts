/** A map without tiles: streets and water as vectors of the server, grids, and what a page puts on it. */

import OlMap from 'ol/Map'
import View from 'ol/View'
import { defaults as controls } from 'ol/control/defaults'
import Zoom from 'ol/control/Zoom'
import GeoJSON from 'ol/format/GeoJSON'
import { defaults as interactions } from 'ol/interaction/defaults'
import VectorLayer from 'ol/layer/Vector'
import type { Extent } from 'ol/extent'
import { fromLonLat, toLonLat, transformExtent } from 'ol/proj'
import VectorSource from 'ol/source/Vector'
import type { LngLat } from './rules'
import { baseStyle, gridStyle } from './styles'

const MERCATOR = 'EPSG:3857'
const PADDED = 0.25 // of the view, loaded around it
/** Of an outline that fills the map: room for the streets at its border. */
const MARGIN = [24, 24, 24, 24]
const NEAREST = 17
/** Where no outline comes: the middle of the plain, from where streets and their names are seen. */
const SOMEWHERE: LngLat = [116.34, 39.73]
const FAR = 12
/** What a server that cannot be reached says of a map; asked again after so many milliseconds. */
const LOST = 'lost'
const AGAIN = 3000
type Found = ReturnType<GeoJSON['readFeatures']>
/** The level of unit grids: they have no grids below them to ask for. */
const UNIT = 4

export interface Wanted {
  target: HTMLElement
  /** Null where a grid is to be shown: nothing is drawn before `over`. */
  centre: LngLat | null
  zoom: number
  zoomText: { in: string; out: string }
}

export class CaseMap {
  readonly map: OlMap
  private readonly base = new VectorSource()
  private readonly grids = new VectorSource()
  private readonly layers: VectorLayer<VectorSource>[]
  private own: string | null = null
  private asked = ''
  private stopped = false

  constructor(wanted: Wanted) {
    this.layers = [
      new VectorLayer({ source: this.base, declutter: true, style: baseStyle() }),
      new VectorLayer({ source: this.grids, declutter: true, style: gridStyle(() => this.own) }),
    ]
    this.map = new OlMap({
      target: wanted.target,
      layers: this.layers,
      controls: controls({ attribution: false, rotate: false, zoom: false }).extend([
        new Zoom({ zoomInTipLabel: wanted.zoomText.in, zoomOutTipLabel: wanted.zoomText.out }),
      ]),
      interactions: interactions({ altShiftDragRotate: false, pinchRotate: false }),
      view: new View({ center: wanted.centre ? fromLonLat(wanted.centre) : undefined, zoom: wanted.zoom, minZoom: 8, maxZoom: 20 }),
    })
    this.map.on('moveend', () => void this.load())
    // A map that nobody moves ends no move: the first look is asked for here.
    this.map.on('change:size', () => void this.load())
    requestAnimationFrame(() => void this.load())
  }

  /** Colours anew, after the theme has changed. */
  redraw(): void {
    this.layers[0]?.setStyle(baseStyle())
    this.layers[1]?.setStyle(gridStyle(() => this.own))
  }

  /** The grid that is drawn solid. */
  mark(code: string | null): void {
    this.own = code
    this.grids.changed()
  }

  add(layer: VectorLayer<VectorSource>): void {
    this.map.addLayer(layer)
  }

  go(to: LngLat, zoom?: number): void {
    this.map.getView().setCenter(fromLonLat(to))
    if (zoom) this.map.getView().setZoom(zoom)
    void this.load()
  }

  /** Looks over a whole grid (null: the district), unless `still` says that the reader has gone elsewhere meanwhile. */
  async over(grid: string | null, still: () => boolean): Promise<void> {
    let found = await outline(grid)
    while (found === LOST && !this.stopped && still()) {
      await new Promise((resolve) => globalThis.setTimeout(resolve, AGAIN))
      found = await outline(grid)
    }
    if (this.stopped || found === LOST || !still()) return
    if (found) this.map.getView().fit(found, { padding: MARGIN, maxZoom: NEAREST })
    else if (!this.map.getView().isDef()) this.go(SOMEWHERE, FAR)
    void this.load() // the first place of a view is no move
  }

  at(pixel: number[]): LngLat | undefined {
    const found = this.map.getCoordinateFromPixel(pixel) as number[] | null
    return found ? (toLonLat(found) as LngLat) : undefined
  }

  end(): void {
    this.stopped = true
    this.map.setTarget(undefined)
  }

  private async load(): Promise<void> {
    const size = this.map.getSize()
    const view = this.map.getView()
    if (!size?.[0] || !size[1] || !view.isDef()) return
    const [west = 0, south = 0, east = 0, north = 0] = view.calculateExtent(size)
    const [dx, dy] = [(east - west) * PADDED, (north - south) * PADDED]
    const box = transformExtent([west - dx, south - dy, east + dx, north + dy], MERCATOR, 'EPSG:4326')
    const bbox = box.map((degree) => degree.toFixed(4)).join(',')
    const zoom = Math.floor(view.getZoom() ?? 14)
    const key = `${bbox}/${zoom}`
    if (key === this.asked) return
    this.asked = key
    const [base, grids] = await Promise.all([
      features(`/api/v1/basemap?bbox=${bbox}&zoom=${zoom}`),
      features(`/api/v1/grids/boundaries?bbox=${bbox}&level=${levelAt(zoom)}`),
    ])
    if (this.stopped || this.asked !== key) return
    this.put(this.base, base)
    this.put(this.grids, grids)
    if (base !== LOST && grids !== LOST) return
    this.asked = ''
    globalThis.setTimeout(() => void (this.stopped || this.load()), AGAIN)
  }

  private put(source: VectorSource, items: Found | typeof LOST): void {
    if (items === LOST) return
    source.clear(true)
    source.addFeatures(items)
  }
}

/** Lost where the server cannot be reached: what is drawn stays. Nothing where it refuses. */
async function features(address: string): Promise<Found | typeof LOST> {
  try {
    const answer = await fetch(address)
    if (answer.ok) return new GeoJSON().readFeatures(await answer.json(), { featureProjection: MERCATOR })
    return answer.status < 500 ? [] : LOST
  } catch {
    return LOST
  }
}

/** What a grid and those below it cover; the same answer whether it has any or is a unit grid itself. */
async function outline(grid: string | null): Promise<Extent | typeof LOST | null> {
  const asked = grid === null ? ['level=1'] : [`under=${grid}`, `under=${grid}&level=${UNIT}`]
  for (const query of asked) {
    const found = await features(`/api/v1/grids/boundaries?${query}`)
    if (found === LOST) return LOST
    if (found.length) return new VectorSource({ features: found }).getExtent()
  }
  return null
}

/** Streets from afar, communities nearer, unit grids near. */
function levelAt(zoom: number): number {
  if (zoom < 12) return 2
  return zoom < 14 ? 3 : 4
}
