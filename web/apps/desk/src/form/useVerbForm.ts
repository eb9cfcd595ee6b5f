/** One verb on one case: what is said, kept while it is typed, sent once, and what came back. */

import { computed, reactive, ref, shallowRef, watch } from 'vue'
import type { components } from '@shared/api/schema'
import type { Case, Verb } from '@shared/api/types'
import { type Problem, api, ask, freshKey } from '../kit/api'
import { drop, keep, kept } from './drafts'
import { type Move, asked, initial, missing, said } from './fields'

type Spot = components['schemas']['Spot']

export interface Newer {
  seq: number
  verb: Verb
  at: string
  actor_name: string | null
}

export function useVerbForm(doc: Case, verb: Verb) {
  const about = `${doc.number}.${verb}`
  const old = kept(about)
  const values = reactive<Record<string, unknown>>({ ...initial(doc, verb), ...old?.values })
  const fields = asked(doc, verb)
  const problem = ref<Problem | null>(null)
  const tried = ref(false)
  const busy = ref(false)
  const restored = ref(old !== null)
  const keptHere = ref(old !== null)
  const seen = ref(doc.seq)
  let key = old?.key ?? freshKey()

  let proposed = false
  watch(values, () => {
    if (!proposed) keptHere.value = keep(about, { at: Date.now(), key, values: { ...values } })
    proposed = false
  }, { deep: true })

  /** Puts in what the form proposes: nothing of the person's own yet, so nothing to keep. */
  function propose(name: string, value: unknown): void {
    proposed = true
    values[name] = value
  }

  /** The grid that the point on the map lies in; a form that asks for the grid takes it over. */
  const spot = shallowRef<Spot | null>(null)
  watch(() => [values.lng, values.lat], async ([lng, lat]) => {
    spot.value = null
    if (typeof lng !== 'number' || typeof lat !== 'number') return
    const { data } = await ask(api.GET('/api/v1/locate', { params: { query: { lng, lat } } }))
    if (!data || values.lng !== lng || values.lat !== lat) return
    spot.value = data
    if (data.grid && fields.some(({ name }) => name === 'grid')) values.grid = data.grid.code
  }, { immediate: true })

  /** Puts the pin; without a place, takes it off again and leaves the grid as the form began. */
  function point(lng?: number, lat?: number): void {
    if (lng === undefined) values.grid = initial(doc, verb).grid
    Object.assign(values, { lng, lat })
  }

  const lacking = computed(() => missing(fields, values))
  const errors = computed<Record<string, string>>(() => {
    const found = problem.value?.fields ?? []
    const made = Object.fromEntries(found.map((each) => [each.field.split('.').pop() ?? '', each.problem]))
    const field = problem.value?.facts.field
    if (!found.length && typeof field === 'string') made[field] = problem.value?.message ?? ''
    return made
  })
  /** Events the person has not seen: both sides are shown, nothing typed is lost. */
  const newer = computed<Newer[]>(() =>
    problem.value?.error === 'move.news' ? ((problem.value.facts.events as Newer[] | undefined) ?? []) : [],
  )

  /** True when it is done. */
  async function send(): Promise<boolean> {
    tried.value = true
    if (busy.value || lacking.value.length) return false
    busy.value = true
    const body = { verb, seen: seen.value, ...said(values) } as unknown as Move
    const params = { path: { number: doc.number }, header: { 'Idempotency-Key': key } as never }
    const answer = await ask(api.POST('/api/v1/cases/{number}/moves', { params, body }))
    busy.value = false
    problem.value = answer.problem
    if (answer.problem) {
      keptHere.value = keep(about, { at: Date.now(), key, values: { ...values } })
      return false
    }
    drop(about)
    return true
  }

  /** After looking at the news: the same words, on top of them. */
  function goOn(): void {
    const last = newer.value[newer.value.length - 1]
    if (last) seen.value = last.seq
    key = freshKey()
    problem.value = null
  }

  function discard(): void {
    drop(about)
  }

  return { values, fields, problem, tried, busy, restored, keptHere, lacking, errors, newer, send, goOn, discard, spot, point, propose }
}

export type VerbForm = ReturnType<typeof useVerbForm>
