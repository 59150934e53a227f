import { describe, expect, it } from 'vitest'
import { stackKey } from '../../src/capture/stack-key'

type Place = readonly [name: string | null, position: number]

const keyOf = (places: readonly Place[]) =>
  stackKey(
    places,
    ([name]) => name,
    ([, position]) => position,
  )

const stack: Place[] = [
  ['/a.js', 1],
  ['/a.js', 20],
  ['/b.js', 3],
]

describe('the key of a stack', () => {
  it('is the same for the same places', () => {
    expect(keyOf([...stack])).toBe(keyOf(stack))
    expect(Number.isSafeInteger(keyOf(stack))).toBe(true)
  })

  it.each<[string, Place[]]>([
    ['another position', [['/a.js', 2], ...stack.slice(1)]],
    ['another script', [['/c.js', 1], ...stack.slice(1)]],
    ['a script without a name', [[null, 1], ...stack.slice(1)]],
    ['another order', [...stack].reverse()],
    ['one call less', stack.slice(1)],
    ['one call more', [...stack, ['/b.js', 3]]],
    ['none', []],
  ])('is another one for %s', (_title, other) => {
    expect(keyOf(other)).not.toBe(keyOf(stack))
  })

  it('is another one for each of a hundred thousand places', () => {
    const keys = Array.from({ length: 100_000 }, (_, index) => keyOf([['/a.js', index], ...stack]))
    expect(new Set(keys).size).toBe(keys.length)
  })
})
