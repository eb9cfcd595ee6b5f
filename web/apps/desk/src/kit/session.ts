/** Who is signed in, where, and by which clock their pages count. */

import { computed, ref, shallowRef } from 'vue'
import type { Area, Unit, Who } from '@shared/api/types'
import { type Span, WorkTime } from '@shared/clock/rules'
import { dropAll } from '../form/drafts'
import { api, ask } from './api'
import { once } from './once'
import { persist } from './persist'

export const me = shallowRef<Who | null>(null)
export const area = shallowRef<Area | null>(null)
/** When is worked, four months back and ahead. */
export const spans = shallowRef<Span[]>([])
export const work = shallowRef(new WorkTime([]))
export const special = shallowRef<Record<string, string>>({})
export const zone = ref('Asia/Shanghai')
/** Unix seconds, by the server's clock. */
export const now = ref(Date.now() / 1000)

/** The grid the reader works in; of several, and of none, null: the whole district. */
export function home(): string | null {
  const grids = area.value?.grids ?? []
  return grids.length === 1 ? (grids[0]?.code ?? null) : null
}

let ahead = 0 // seconds by which the server's clock is ahead of this machine's
let ticking = 0

export const duties = computed(() => me.value?.duties ?? [])

export function may(duty: Who['duties'][number]): boolean {
  return duties.value.includes(duty)
}

/** Nobody can be asked who is signed in: the service does not answer, and is asked again. */
export const unreached = ref(false)

/** Asks who is signed in; false for nobody. Waits for a service that does not answer: without area and working time
 * every lateness would be wrong, and who is signed in is not to be asked for a password. */
export async function meet(): Promise<boolean> {
  const always = (): boolean => true
  const who = await persist(() => ask(api.GET('/api/v1/session')), always, unreached)
  if (!who) return false
  await Promise.all([lookAround(), loadWorkTime()])
  me.value = who
  return true
}

async function lookAround(): Promise<void> {
  const data = await persist(() => ask(api.GET('/api/v1/area')), () => true, unreached)
  if (!data) return
  area.value = data
  ahead = Date.parse(data.now) / 1000 - Date.now() / 1000
  tick()
  if (!ticking) ticking = window.setInterval(tick, 1000)
}

function tick(): void {
  now.value = Date.now() / 1000 + ahead
}

const DAY = 86_400_000

async function loadWorkTime(): Promise<void> {
  const date = (days: number): string => new Date(Date.now() + days * DAY).toISOString().slice(0, 10)
  const query = { first: date(-120), last: date(120) }
  const data = await persist(() => ask(api.GET('/api/v1/calendar/spans', { params: { query } })), () => true, unreached)
  if (!data) return
  spans.value = data.spans as [number, number][]
  work.value = new WorkTime(spans.value, data.day_seconds)
  special.value = data.special
  zone.value = data.zone
}

/** All units in force. */
export const units = once<Unit>(() => ask(api.GET('/api/v1/units')))

export function forget(): void {
  me.value = null
  area.value = null
  units.forget()
}

export async function signOut(): Promise<void> {
  dropAll()
  await ask(api.DELETE('/api/v1/session'))
  forget()
}
