import { ref } from 'vue'
import { expect, it } from 'vitest'
import type { Problem } from './api'
import { persist } from './persist'

const problem = (status: number): Problem => ({ status, error: 'x', message: '', facts: {}, request_id: null })
const answers = (statuses: number[], seen: boolean[], lost: { value: boolean }) => () => {
  seen.push(lost.value)
  const status = statuses.shift() ?? 200
  return Promise.resolve(status === 200 ? { data: 'it', problem: null } : { data: null, problem: problem(status) })
}

it.each([
  ['at once', [200], 'it', [false]],
  ['after the network was down', [0, 503, 200], 'it', [false, true, true]],
  ['refused', [403], null, [false]],
])('is answered %s', async (_, statuses, found, told) => {
  const lost = ref(false)
  const seen: boolean[] = []
  expect(await persist(answers([...statuses], seen, lost), () => true, lost, 0)).toBe(found)
  expect([seen, lost.value]).toEqual([told, false])
})

it('stops when nobody wants it any more, and says nothing about it', async () => {
  const lost = ref(false)
  let asked = 0
  const load = () => Promise.resolve({ data: null, problem: problem(++asked && 0) })
  expect(await persist(load, () => asked < 3, lost, 0)).toBeNull()
  expect(asked).toBe(3)
})
