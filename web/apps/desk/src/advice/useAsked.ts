/** Something asked of the server, with what to show meanwhile and instead. */

import { onBeforeUnmount, ref, shallowRef } from 'vue'
import type { Problem } from '../kit/api'
import type { Answer } from './ask'

const SLOW = 300 // ms until an empty frame is shown

export function useAsked<T>() {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  const slow = ref(false)
  let last = 0
  let timer = 0

  async function load(asked: () => Promise<Answer<T>>): Promise<void> {
    const mine = ++last
    loading.value = true
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (slow.value = loading.value && data.value === null), SLOW)
    const answer = await asked()
    if (mine !== last) return
    loading.value = slow.value = false
    problem.value = answer.problem
    if (answer.data) data.value = answer.data
  }

  onBeforeUnmount(() => window.clearTimeout(timer))
  return { data, problem, loading, slow, load }
}
