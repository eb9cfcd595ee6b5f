import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Problem } from './api'
import { once } from './once'

const problem = (status: number): { data: null; problem: Problem } => ({
  data: null,
  problem: { status, error: '', message: '', facts: {}, request_id: null },
})
const items = (...found: number[]) => ({ data: { items: found }, problem: null })

beforeAll(() => void vi.stubGlobal('window', globalThis))

describe('a list asked for once', () => {
  it('is asked for once, by however many', async () => {
    const load = vi.fn(() => Promise.resolve(items(1, 2)))
    const list = once(load)
    expect(await Promise.all([list(), list()])).toEqual([[1, 2], [1, 2]])
    expect(load).toHaveBeenCalledTimes(1)
  })

  it.each([0, 500, 503])('waits for a server that answers %i', async (status) => {
    const answers = [problem(status), problem(status), items(3)]
    const list = once(() => Promise.resolve(answers.shift() ?? items()), 1)
    expect(await list()).toEqual([3])
    expect(answers).toEqual([])
  })

  it('keeps no refusal', async () => {
    const answers = [problem(401), items(4)]
    const list = once(() => Promise.resolve(answers.shift() ?? items()))
    expect(await list()).toEqual([])
    expect(await list()).toEqual([4])
  })

  it('is asked for anew after it was forgotten', async () => {
    const answers = [items(5), items(6)]
    const list = once(() => Promise.resolve(answers.shift() ?? items()))
    await list()
    list.forget()
    expect(await list()).toEqual([6])
  })
})
