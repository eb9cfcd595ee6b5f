import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { type Hint, PAUSE, place, useReply } from './useReply'

const vague: Hint = { code: 'reply.vague', severity: 'check', says: '“尽快”说得笼统。', words: '尽快', start: 4, end: 6 }
const settle = async (): Promise<void> => {
  for (let i = 0; i < 6; i++) await Promise.resolve()
}
const bodies: unknown[] = []

beforeEach(() => {
  bodies.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

async function written(drafts: string[], status: number): Promise<Hint[] | null | undefined> {
  vi.stubGlobal('fetch', (_: string, init: { body: string }) => {
    bodies.push(JSON.parse(init.body))
    return Promise.resolve({ ok: status < 300, status, json: () => Promise.resolve({ hints: [vague] }) })
  })
  const draft = ref('')
  const scope = effectScope()
  const made = scope.run(() => useReply('20261125-0001', () => draft.value))
  for (const text of drafts) {
    draft.value = text
    await nextTick()
    vi.advanceTimersByTime(PAUSE)
    await settle()
  }
  scope.stop()
  return made?.hints.value
}

it('is looked at after a pause', async () => {
  expect(await written(['我们将尽快处理'], 200)).toEqual([vague])
  expect(bodies).toEqual([{ case: '20261125-0001', draft: '我们将尽快处理' }])
})

it('a few letters are not', async () => {
  expect(await written(['已办'], 200)).toBeNull()
  expect(bodies).toEqual([])
})

it('hints go with the words they were about', async () => expect(await written(['我们将尽快处理', ''], 200)).toBeNull())

it.each([403, 404, 422, 500])('an answer of %d is no hint', async (status) => expect(await written(['我们将尽快处理'], status)).toBeNull())

it.each([['我们尽快', 2, 2], ['🚧已尽快', 2, 3], ['🚧', 9, 2]])('in %s character %d is at %d', (text, at, found) => expect(place(text, at)).toBe(found))
