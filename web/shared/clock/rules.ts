/** Working time on the screen: how much lies between two moments, and how lengths and moments are written. */

/** Pairs of Unix seconds in order, without overlap. */
export type Span = readonly [number, number]

/** Working time as sums, so that a question costs a binary search. Beyond the spans it knows, nothing is worked. */
export class WorkTime {
  private readonly sums: number[] = []

  constructor(
    private readonly spans: readonly Span[],
    readonly daySeconds = 8 * 3600,
  ) {
    let sum = 0
    for (const [opens, closes] of spans) this.sums.push((sum += closes - opens))
  }

  /** Seconds of work from one Unix second to a later one; 0 when they are not in order. */
  between(start: number, end: number): number {
    return end <= start ? 0 : this.until(end) - this.until(start)
  }

  private until(at: number): number {
    let lo = 0
    let hi = this.spans.length
    while (lo < hi) {
      const mid = (lo + hi) >> 1
      if ((this.spans[mid]?.[0] ?? Infinity) <= at) lo = mid + 1
      else hi = mid
    }
    const span = this.spans[lo - 1]
    const sum = this.sums[lo - 1]
    if (!span || sum === undefined) return 0
    return at < span[1] ? sum - (span[1] - at) : sum
  }
}

export interface Limit {
  amount: number
  kind: 'wh' | 'wd' | 'cd' | 'uh' | 'um'
  endOfDay: boolean
}

/** `5wd`, `5wd eod`, `4wh`, `15cd`, `1uh`, `30um`; null for anything else. */
export function parseLimit(text: string): Limit | null {
  const found = /^(\d{1,4})(wh|wd|cd|uh|um)( eod)?$/.exec(text)
  if (!found) return null
  return { amount: Number(found[1]), kind: found[2] as Limit['kind'], endOfDay: found[3] !== undefined }
}

/** Whether a limit runs round the clock. */
export function isPlain(limit: string): boolean {
  return /^\d+(cd|uh|um)/.test(limit)
}

export function isUrgentLimit(limit: string): boolean {
  return /^\d+u/.test(limit)
}

export interface Length {
  days: number
  hours: number
  minutes: number
}

/** A length in days, hours and minutes: below one day of `daySeconds` in hours; never “0 min”, but 1. */
export function lengthOf(seconds: number, daySeconds: number): Length {
  const minutes = Math.max(1, Math.ceil(Math.abs(seconds) / 60))
  const day = Math.round(daySeconds / 60)
  if (minutes < day) return { days: 0, hours: Math.floor(minutes / 60), minutes: minutes % 60 }
  const rest = minutes % day
  return { days: Math.floor(minutes / day), hours: Math.floor(rest / 60), minutes: 0 }
}

export interface LocalTime {
  year: number
  month: number
  day: number
  time: string
  weekday: number
  /** Days since 1970 of the local date. */
  ordinal: number
}

const FORMATS = new Map<string, Intl.DateTimeFormat>()

/** Year, month, day and time of a moment in the district's zone. */
export function localTime(at: Date, zone = 'Asia/Shanghai'): LocalTime {
  let format = FORMATS.get(zone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
    FORMATS.set(zone, format)
  }
  const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]))
  const [year, month, day] = [Number(part.year), Number(part.month), Number(part.day)]
  const utc = Date.UTC(year, month - 1, day)
  return {
    year,
    month,
    day,
    time: `${part.hour}:${part.minute}`,
    weekday: new Date(utc).getUTCDay(),
    ordinal: Math.floor(utc / 86_400_000),
  }
}

export type Near = 'today' | 'yesterday' | 'tomorrow' | 'year' | 'far'

/** How a moment is written beside another: by a word for the day, by month and day, or by its year. */
export function nearness(at: LocalTime, now: LocalTime): Near {
  const days = at.ordinal - now.ordinal
  if (days === 0) return 'today'
  if (days === -1) return 'yesterday'
  if (days === 1) return 'tomorrow'
  return at.year === now.year ? 'year' : 'far'
}

const two = (n: number): string => String(n).padStart(2, '0')

/** `10-13`. */
export function monthDay(at: LocalTime): string {
  return `${two(at.month)}-${two(at.day)}`
}

/** `2025-10-13`. */
export function isoDate(at: LocalTime): string {
  return `${at.year}-${monthDay(at)}`
}
