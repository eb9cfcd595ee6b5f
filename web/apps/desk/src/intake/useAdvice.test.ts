import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import type { Advice } from './advice'
import { PAUSE, useAdvice } from './useAdvice'

interface Asked {
  body: Record<string, unknown>
  signal: AbortSignal
  answer: (status: number, body?: unknown) => Promise<void>
  fall: () => Promise<void>
}

const asked: Asked[] = []
const settle = async (): Promise<void> => {
  for (let i = 0; i < 6; i++) await Promise.resolve()
}

beforeEach(() => {
  asked.length = 0
  vi.useFakeTimers()
  vi.stubGlobal('document', { documentElement: { lang: 'zh-CN' } })
  vi.stubGlobal('fetch', (_: string, init: { body: string; signal: AbortSignal }) =>
    new Promise((done, fail) => {
      init.signal.addEventListener('abort', () => fail(new Error('aborted')))
      asked.push({
        body: JSON.parse(init.body) as Record<string, unknown>,
        signal: init.signal,
        answer: async (status, body) => {
          done({ ok: status < 300, status, json: () => Promise.resolve(body) })
          await settle()
        },
        fall: async () => {
          fail(new TypeError('offline'))
          await settle()
        },
      })
    }))
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

function typing() {
  const text = ref('')
  const heard: (Advice | null)[] = []
  const scope = effectScope()
  const made = scope.run(() => useAdvice(() => ({ text: text.value }), (found) => heard.push(found)))
  if (!made) throw new Error('no scope')
  const type = async (words: string, wait = PAUSE): Promise<void> => {
    text.value = words
    await nextTick()
    vi.advanceTimersByTime(wait)
  }
  return { ...made, heard, type, end: () => scope.stop() }
}

describe('asking for advice', () => {
  it('waits until the clerk pauses, and asks once', async () => {
    const { type, standing } = typing()
    await type('楼道里', 100)
    await type('楼道里有', 100)
    await type('楼道里有煤气味', PAUSE - 1)
    expect(asked).toHaveLength(0)
    vi.advanceTimersByTime(1)
    expect(asked.map((each) => each.body)).toEqual([{ text: '楼道里有煤气味' }])
    expect(standing.value).toBe('asking')
  })

  it('says nothing to a few letters', async () => {
    const { type } = typing()
    await type('你好 ')
    expect(asked).toHaveLength(0)
  })

  it('gives up what is outdated: a late answer changes nothing', async () => {
    const { type, advice } = typing()
    await type('路灯不亮了')
    await type('路灯不亮了，还有井盖', 10)
    expect(asked[0]?.signal.aborted).toBe(true)
    await asked[0]?.answer(200, { advice: '1' })
    expect(advice.value).toBeNull()
    vi.advanceTimersByTime(PAUSE)
    await asked[1]?.answer(200, { advice: '2' })
    expect(advice.value?.advice).toBe('2')
  })

  it('names the advice that it replaces', async () => {
    const { type } = typing()
    await type('路灯不亮了')
    await asked[0]?.answer(200, { advice: '1' })
    await type('路灯不亮了，夜里')
    expect(asked[1]?.body).toEqual({ text: '路灯不亮了，夜里', replaces: '1' })
  })

  it.each([['an error of the server', 500, 'lost'], ['a refusal of the text', 422, 'lost'], ['no such address', 404, 'off'], ['no such duty', 403, 'off']])(
    'stays quiet after %s', async (_, status, state) => {
      const { type, standing, advice, heard } = typing()
      await type('路灯不亮了')
      await asked[0]?.answer(status)
      expect([standing.value, advice.value, heard]).toEqual([state, null, []])
      await type('路灯不亮了，夜里')
      expect(asked).toHaveLength(state === 'off' ? 1 : 2)
    })

  it('comes back after a lost line, and keeps what it said until then', async () => {
    const { type, standing, advice } = typing()
    await type('路灯不亮了')
    await asked[0]?.answer(200, { advice: '1' })
    await type('路灯不亮了，夜里')
    await asked[1]?.fall()
    expect([standing.value, advice.value?.advice]).toEqual(['lost', '1'])
    await type('路灯不亮了，夜里黑')
    await asked[2]?.answer(200, { advice: '3' })
    expect([standing.value, advice.value?.advice]).toEqual(['there', '3'])
  })

  it('is taken back with the text', async () => {
    const { type, heard } = typing()
    await type('路灯不亮了')
    await asked[0]?.answer(200, { advice: '1' })
    await type('')
    expect(heard.map((each) => each?.advice ?? null)).toEqual(['1', null])
  })

  it('stops with the page', async () => {
    const { type, end } = typing()
    await type('路灯不亮了')
    end()
    expect(asked[0]?.signal.aborted).toBe(true)
  })
})
