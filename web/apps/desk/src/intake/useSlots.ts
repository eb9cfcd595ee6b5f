/** Category and place of a report: chosen by the clerk, or filled in by advice until the clerk touches them. */

import { computed, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { LngLat } from '@shared/places/rules'
import type { Standard } from '../form/catalogue'
import { followed, placed, urgentChoice, type Filled } from './advice'
import { type AdviceBody, useAdvice } from './useAdvice'
import { useSecond } from './useSecond'

export interface Adviseable extends Filled {
  text: string
  title: string
  kind: string
  phone: string
  anonymous: boolean
}

/** What the pointer or the caret is on: its words stand out in the text, its place on the map. */
export interface Looked {
  evidence: string[]
  at?: LngLat
}

/** What the form holds that a person put there: a suggestion is not sent back as if it were known. */
export function adviceBody(said: Adviseable): AdviceBody {
  const own = { category: said.by.category === 'clerk', place: said.by.place === 'clerk' }
  return {
    text: said.text.trim(),
    kind: said.kind,
    ...(said.title.trim() && { title: said.title.trim() }),
    ...(own.category && said.category && { category: said.category, condition: said.condition }),
    ...(own.place && said.grid && { grid: said.grid }),
    ...(own.place && said.lng !== undefined && said.lat !== undefined && { lng: said.lng, lat: said.lat }),
    ...(said.by.place !== 'advice' && said.address.trim() && { address: said.address.trim() }),
    ...(!said.anonymous && said.phone.trim() && { phone: said.phone.trim() }),
  }
}

export function useSlots(said: Adviseable, all: ShallowRef<Standard[]>) {
  const looked = ref<Looked | null>(null)
  const quiet = shallowRef(false)
  const { advice, standing } = useAdvice(
    () => (quiet.value ? { text: '' } : adviceBody(said)),
    (found) => Object.assign(said, followed(said, found)),
  )
  const { second: later } = useSecond(() => {
    const found = standing.value === 'there' ? advice.value : null
    if (!found || found.second) return null
    const { text, title, kind } = adviceBody(said)
    const first = found.category.candidates[0]?.code
    return { text, kind, ...(title ? { title } : {}), ...(first && { first }) }
  })
  const second = computed(() => advice.value?.second ?? later.value)
  watch(advice, () => (looked.value = null))

  const urgent = computed(() => (advice.value ? urgentChoice(advice.value, all.value) : null))
  const conditionsOf = (code?: string): Standard[] => all.value.filter((each) => each.category === code)

  function chooseCategory(code?: string, condition?: string): void {
    said.category = code
    said.condition = code ? (condition ?? conditionsOf(code)[0]?.condition ?? '01') : undefined
    said.by.category = 'clerk'
  }

  function chooseCondition(condition?: string): void {
    said.condition = condition
    said.by.category = 'clerk'
  }

  function choosePlace(place: Partial<Pick<Filled, 'address' | 'grid' | 'lng' | 'lat'>>): void {
    if (said.by.place === 'advice' && place.address === undefined) said.address = ''
    Object.assign(said, place)
    said.by.place = 'clerk'
  }

  /** Words for the place without a point: where they lie is asked for anew. */
  function chooseAddress(address: string): void {
    if (said.by.place === 'advice') Object.assign(said, { grid: undefined, lng: undefined, lat: undefined })
    said.address = address
    if (said.by.place !== 'clerk') said.by.place = 'nobody'
  }

  function takeCategory(at: number): boolean {
    const found = advice.value?.category.candidates[at]
    if (found) chooseCategory(found.code, found.condition)
    return Boolean(found)
  }

  /** A candidate; without a number the first, and with each further press the next. */
  function takePlace(at?: number): boolean {
    const found = advice.value?.place.candidates ?? []
    const now = found.findIndex((each) => each.grid === said.grid && each.label === said.address)
    const next = at ?? (said.by.place === 'clerk' && now >= 0 ? (now + 1) % found.length : 0)
    const one = found[next]
    if (one) Object.assign(said, placed(said, one, 'clerk'))
    return Boolean(one)
  }

  function refusePlace(): void {
    choosePlace({ address: '', grid: undefined, lng: undefined, lat: undefined })
  }

  function takeUrgent(): void {
    if (urgent.value) chooseCategory(urgent.value.category, urgent.value.condition)
  }

  function takeSecond(): void {
    const found = second.value?.category
    if (found) chooseCategory(found.code, found.condition)
  }

  const nameOf = (code: string): string => conditionsOf(code)[0]?.category_name ?? code
  const taking = { chooseCategory, chooseCondition, choosePlace, chooseAddress, takeCategory, takePlace, refusePlace, takeUrgent, takeSecond }
  return { advice, second, standing, looked, urgent, quiet, nameOf, ...taking }
}
