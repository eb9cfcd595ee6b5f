/** The deadline strip as numbers: time → x, with nights and days off pressed together, working hours to scale. */

import type { Explanation } from '@shared/api/types'
import { type Span, localTime } from '@shared/clock/rules'

export type Kind = 'work' | 'lunch' | 'night' | 'off' | 'counted' | 'left' | 'paused'

export interface Block {
  kind: Kind
  x: number
  width: number
  seconds: number
}

export interface DayMark {
  x: number
  width: number
  at: Date
  kind: string
  today: boolean
}

export interface Strip {
  width: number
  days: DayMark[]
  ground: Block[]
  counted: Block[]
  /** x of a moment; null outside. */
  at: (seconds: number) => number | null
}

interface Piece {
  kind: Kind
  from: number
  to: number
}

const NIGHT = 7
const OFF = 26
const DAY = 86_400
const MOST_DAYS = 45

export interface Wanted {
  said: Explanation
  /** Working time known to the page, in Unix seconds. */
  spans: readonly Span[]
  now: number
  width: number
  zone: string
}

/** Local midnights from the day of `from` to the day after `to`. */
function midnights(from: number, to: number, zone: string): number[] {
  const local = localTime(new Date(from * 1000), zone)
  const [hours = 0, minutes = 0] = local.time.split(':').map(Number)
  let at = Math.floor(from / 60) * 60 - hours * 3600 - minutes * 60
  const found = [at]
  while (at <= to && found.length < MOST_DAYS + 1) found.push((at += DAY))
  return found
}

/** One day cut into work, lunch and night; a day without work is off, all of it. */
function cut(from: number, to: number, spans: readonly Span[]): Piece[] {
  const shifts = spans.filter(([a, b]) => a < to && b > from).map(([a, b]): Span => [Math.max(a, from), Math.min(b, to)])
  const first = shifts[0]
  if (!first) return [{ kind: 'off', from, to }]
  const pieces: Piece[] = [{ kind: 'night', from, to: first[0] }]
  shifts.forEach(([a, b], i) => {
    pieces.push({ kind: 'work', from: a, to: b })
    const next = shifts[i + 1]
    pieces.push(next ? { kind: 'lunch', from: b, to: next[0] } : { kind: 'night', from: b, to })
  })
  return pieces.filter((piece) => piece.to > piece.from)
}

export function strip({ said, spans, now, width, zone }: Wanted): Strip {
  const start = Date.parse(said.start) / 1000
  const due = Date.parse(said.due) / 1000
  const plain = /^\d+(cd|uh|um)/.test(said.limit)
  const last = Math.min(Math.max(due, Math.min(now, due + 8 * DAY)), start + MOST_DAYS * DAY)
  if (plain && last - start < 2 * DAY) return short(said, { start, last, now, width })
  const edges = midnights(start, last, zone)
  const days = edges.slice(0, -1).map((from, i) => ({ from, to: edges[i + 1] ?? from + DAY }))
  const all = days.map(({ from, to }): Piece[] => (plain ? [{ kind: 'work', from, to }] : cut(from, to, spans)))
  const scale = scaleOf(all.flat(), width)
  const xs: { piece: Piece; x: number; width: number }[] = []
  const marks: DayMark[] = []
  let x = 0
  all.forEach((pieces, i) => {
    const begins = x
    for (const piece of pieces) {
      const wide = wideness(piece, scale)
      xs.push({ piece, x, width: wide })
      x += wide
    }
    const from = days[i]?.from ?? 0
    const kind = said.days.find((day) => day.date === isoOf(from, zone))?.kind ?? (pieces[0]?.kind === 'off' ? 'off' : 'workday')
    marks.push({ x: begins, width: x - begins, at: new Date((from + 12 * 3600) * 1000), kind, today: now >= from && now < from + DAY })
  })
  const at = (seconds: number): number | null => {
    const found = xs.find(({ piece }) => seconds >= piece.from && seconds <= piece.to)
    if (!found) return null
    return found.x + ((seconds - found.piece.from) / (found.piece.to - found.piece.from)) * found.width
  }
  const ground = xs.map(({ piece, x: left, width: wide }) => ({ kind: piece.kind, x: left, width: wide, seconds: piece.to - piece.from }))
  return { width: x, days: marks, ground, counted: counted(said, at), at }
}

/** A limit of hours round the clock: from a little before to a little after, to scale. */
function short(said: Explanation, of: { start: number; last: number; now: number; width: number }): Strip {
  const pad = (of.last - of.start) * 0.08
  const [from, to] = [of.start - pad, of.last + pad]
  const at = (seconds: number): number | null => (seconds < from || seconds > to ? null : ((seconds - from) / (to - from)) * of.width)
  const mark = { x: 0, width: of.width, at: new Date(of.start * 1000), kind: 'workday', today: of.now - of.start < DAY }
  const ground: Block[] = [{ kind: 'work', x: 0, width: of.width, seconds: to - from }]
  return { width: of.width, days: [mark], ground, counted: counted(said, at), at }
}

/** Width of a text of the strip in pixels: full-width characters and the others. */
const wideOf = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > '\u2e80' ? 12 : 7), 5)

/** On which side of its line each mark says what it is. The words stand below each other in the order given, so that
 * the lines of later marks run past them: they must not run through them, nor the words out of the strip. */
export function sidesOf(marks: readonly { x: number; text: string }[], width: number): ('start' | 'end')[] {
  return marks.map(({ x, text }, i) => {
    const wide = wideOf(text)
    const crossed = (from: number, to: number): boolean => marks.slice(i + 1).some((later) => later.x > from && later.x < to)
    const right = x + wide <= width && !crossed(x, x + wide)
    const left = x - wide >= 0 && !crossed(x - wide, x)
    return !right && (left || x > width * 0.7) ? 'end' : 'start'
  })
}

function counted(said: Explanation, at: (seconds: number) => number | null): Block[] {
  const blocks: Block[] = []
  for (const segment of said.days.flatMap((day) => day.segments)) {
    const kind: Kind | null = segment.why === 'counted' ? (segment.passed ? 'counted' : 'left') : segment.why === 'paused' ? 'paused' : null
    const x = at(Date.parse(segment.start) / 1000)
    const end = at(Date.parse(segment.end) / 1000)
    if (kind && x !== null && end !== null) blocks.push({ kind, x, width: end - x, seconds: segment.seconds })
  }
  return blocks
}

function wideness(piece: Piece, scale: number): number {
  if (piece.kind === 'night') return NIGHT
  if (piece.kind === 'off') return OFF
  return (piece.to - piece.from) * scale
}

function scaleOf(pieces: readonly Piece[], width: number): number {
  const fixed = pieces.reduce((sum, piece) => sum + (piece.kind === 'night' ? NIGHT : piece.kind === 'off' ? OFF : 0), 0)
  const seconds = pieces.reduce((sum, piece) => sum + (piece.kind === 'work' || piece.kind === 'lunch' ? piece.to - piece.from : 0), 0)
  // One day of nine hours is never wider than 220: a short strip stays a strip.
  return seconds ? Math.min(Math.max(60, width - fixed) / seconds, 220 / (9 * 3600)) : 0
}

function isoOf(from: number, zone: string): string {
  const local = localTime(new Date((from + 12 * 3600) * 1000), zone)
  return `${local.year}-${String(local.month).padStart(2, '0')}-${String(local.day).padStart(2, '0')}`
}
