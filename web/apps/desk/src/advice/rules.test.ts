import { expect, it } from 'vitest'
import { percent } from './rules'

it.each([[0.934, 93], [1.2, 100], [-1, 0]])('%d is shown as %d per cent', (confidence, shown) => expect(percent(confidence)).toBe(shown))
