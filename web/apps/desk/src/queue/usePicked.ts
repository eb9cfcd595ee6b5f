/** The rows that are ticked; what leaves the list is ticked no more. */

import { type ShallowRef, computed, ref, watch } from 'vue'
import type { Line } from '@shared/api/types'
import { between } from './many'

export function usePicked(lines: ShallowRef<Line[]>) {
  const numbers = ref(new Set<string>())
  let last: string | null = null

  function toggle(number: string): void {
    const next = new Set(numbers.value)
    if (!next.delete(number)) next.add(number)
    numbers.value = next
    last = number
  }

  /** All rows from the one ticked last. */
  function reach(number: string): void {
    const found = between(lines.value.map((line) => line.number), last, number)
    numbers.value = new Set([...numbers.value, ...found])
    last = number
  }

  function clear(): void {
    numbers.value = new Set()
    last = null
  }

  watch(lines, (now) => {
    const kept = now.filter((line) => numbers.value.has(line.number)).map((line) => line.number)
    if (kept.length !== numbers.value.size) numbers.value = new Set(kept)
  })
  const picked = computed(() => lines.value.filter((line) => numbers.value.has(line.number)))

  return { numbers, picked, toggle, reach, clear }
}

export type Picked = ReturnType<typeof usePicked>
