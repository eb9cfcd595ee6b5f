/** One case as its page shows it. */

import { computed, ref, shallowRef } from 'vue'
import type { Case, CaseClock, Verb } from '@shared/api/types'
import { isEnded, ordered } from '@shared/cases/rules'
import { type Problem, api, ask } from '../kit/api'

export function useCase() {
  const doc = shallowRef<Case | null>(null)
  const problem = ref<Problem | null>(null)
  const loading = ref(false)
  let wanted = ''

  const bar = computed(() => ordered(doc.value?.available.map((each) => each.verb) ?? []))
  const clock = computed(() => (doc.value ? nextClock(doc.value) : null))
  const lead = computed(() => {
    const held = [...(doc.value?.assignments ?? [])].reverse()
    return held.find((each) => each.role === 'lead' && each.parent === null && each.ended_at === null)
      ?? held.find((each) => each.role === 'lead' && each.parent === null) ?? null
  })

  async function load(number: string): Promise<void> {
    wanted = number
    loading.value = true
    const answer = await ask(api.GET('/api/v1/cases/{number}', { params: { path: { number } } }))
    if (wanted !== number) return
    loading.value = false
    problem.value = answer.problem
    if (answer.data) doc.value = answer.data
    // What is not his to see goes; what only failed to come anew stays.
    else if (answer.problem && answer.problem.status >= 400 && answer.problem.status < 500) doc.value = null
  }

  let settling: Promise<void> = Promise.resolve()

  /** After an act of the reader's own: what is on the screen is the case before it. */
  function acted(number: string): Promise<void> {
    return (settling = load(number))
  }

  /** The verb (else the expected one) whose form may open, once the case after the last act is there; null for none. */
  async function opens(verb?: Verb): Promise<Verb | null> {
    await settling
    const chosen = verb ?? bar.value.primary
    return doc.value?.available.some((each) => each.verb === chosen) ? chosen : null
  }

  function clear(): void {
    wanted = ''
    doc.value = null
    problem.value = null
  }

  return { doc, problem, loading, bar, clock, lead, load, acted, opens, clear }
}

/** The clock that is due next; of a case that stands still or has ended none. */
export function nextClock(doc: Case): CaseClock | null {
  if (isEnded(doc.state) || !doc.next_due_at) return null
  const due = Date.parse(doc.next_due_at)
  const found = doc.clocks.filter((each) => !each.ended_at && each.due_at && Date.parse(each.due_at) === due)
  return found.find((each) => each.stage !== 'return') ?? found[0] ?? null
}
