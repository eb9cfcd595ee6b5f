import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { REST, type SecondBody, useSecond } from './useSecond'

const bodies: unknown[] = []
let answer: { ok: boolean; status: number; body: unknown }
const opinion = { category: { code: '0101', name: '私搭乱建' }, note: '看法不同' }
const settle = async (): Promise<void> => {
  for (let i = 0; i < 6; i++) await Promise.resolve()
}

beforeEach(() => {
  bodies.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } })
  vi.stubGlobal('fetch', (_: string, init: { body: string }) => {
    bodies.push(JSON.parse(init.body))
    return Promise.resolve({ ok: answer.ok, status: answer.status, json: () => Promise.resolve(answer.body) })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function resting(times: number): Promise<unknown> {
  const body = ref<SecondBody | null>(null)
  const scope = effectScope()
  const made = scope.run(() => useSecond(() => body.value))
  made?.forget()
  for (let i = 0; i < times; i++) {
    body.value = { text: `路灯不亮 ${i}` }
    await nextTick()
    vi.advanceTimersByTime(REST)
    await settle()
  }
  scope.stop()
  return made?.second.value
}

it('is asked for when the text rests', async () => {
  answer = { ok: true, status: 200, body: { configured: true, second: opinion } }
  expect(await resting(1)).toEqual(opinion)
  expect(bodies).toEqual([{ text: '路灯不亮 0' }])
})

it.each([
  ['none is configured', { ok: true, status: 200, body: { configured: false, second: null } }, 1],
  ['it is not for this person', { ok: false, status: 403, body: {} }, 1],
  ['the server has a bad moment', { ok: false, status: 503, body: {} }, 2],
])('is not shown when %s', async (_, said, times) => {
  answer = said
  expect(await resting(2)).toBeNull()
  expect(bodies).toHaveLength(times)
})
