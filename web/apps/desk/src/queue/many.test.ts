import { describe, expect, it } from 'vitest'
import type { Line } from '@shared/api/types'
import type { Problem } from '../kit/api'
import { type One, begin, between, run } from './many'

const lines = ['a', 'b', 'c'].map((number) => ({ number, title: null, seq: 4 })) as unknown as Line[]
const problem = (status: number): Problem => ({ status, error: 'x', message: `no ${status}`, facts: {}, request_id: null })

async function told(...answers: (number | null)[]): Promise<{ ones: One[]; sent: string[] }> {
  const ones = begin(lines)
  const sent: string[] = []
  const left = [...answers]
  await run(ones, async ({ number, key }) => {
    sent.push(`${number} ${key}`)
    const status = left.shift() ?? null
    return status === null ? null : problem(status)
  })
  return { ones, sent }
}

describe('one act on many cases', () => {
  it('gives every case a key of its own', () => expect(new Set(begin(lines).map(({ key }) => key)).size).toBe(3))

  it.each([
    [[null, null, null], ['done', 'done', 'done']],
    [[null, 409, null], ['done', 'refused', 'done']],
    [[403, 404, 422], ['refused', 'refused', 'refused']],
    [[503, null, 429], ['lost', 'done', 'lost']],
    [[null, 0], ['done', 'lost', 'waiting']],
    [[401], ['lost', 'waiting', 'waiting']],
  ])('answers %j are %j', async (answers, outcomes) => {
    expect((await told(...answers)).ones.map(({ outcome }) => outcome)).toEqual(outcomes)
  })

  it('says why of what was refused', async () => expect((await told(409)).ones[0]?.why).toBe('no 409'))

  it('sends again only what has no answer, under the same keys', async () => {
    const { ones, sent } = await told(null, 503, 409)
    const again: string[] = []
    await run(ones, async ({ number, key }) => {
      again.push(`${number} ${key}`)
      return null
    })
    expect(again).toEqual([sent[1]])
    expect(ones.map(({ outcome }) => outcome)).toEqual(['done', 'done', 'refused'])
  })
})

it.each([
  ['b', 'd', 'bcd'], ['d', 'b', 'bcd'], [null, 'c', 'c'], ['gone', 'c', 'c'], ['a', 'gone', ''],
])('from %s to %s: %s', (from, to, found) => expect(between([...'abcde'], from, to).join('')).toBe(found))
