/** Points and colours of a map, without the map. */

export type LngLat = [number, number]

/** `116.3261734,39.7469659` → numbers; null for what is none. */
export function pointOf(text: string | null | undefined): LngLat | null {
  if (!text) return null
  const [lng, lat] = text.split(',').map(Number)
  if (lng === undefined || lat === undefined || !Number.isFinite(lng) || !Number.isFinite(lat)) return null
  return Math.abs(lng) <= 180 && Math.abs(lat) <= 90 ? [lng, lat] : null
}

/** `010` of `110115003006010`: the number of a unit grid within its community. */
export function shortCode(code: string): string {
  return code.length > 12 ? code.slice(-3) : code
}

/** Metres between two points, near enough for a screen. */
export function metres(a: LngLat, b: LngLat): number {
  const rad = Math.PI / 180
  const x = (b[0] - a[0]) * rad * Math.cos(((a[1] + b[1]) / 2) * rad)
  const y = (b[1] - a[1]) * rad
  return Math.round(Math.hypot(x, y) * 6_371_009)
}
