import { describe, expect, it } from 'vitest'
import { asyncPathOf } from '../../src/locate/async-path'
import { stackOf } from '../../src/locate/call-sites'
import { call, frame } from './frames'

describe('the path to a send', () => {
  it.each([
    ['is one part where nothing awaits', ['a', 'b'], [[null, 'a b']]],
    [
      'is cut where calls begin to await',
      ['a', 'b', 'async c', 'async d'],
      [
        [null, 'a b'],
        ['await', 'c d'],
      ],
    ],
    [
      'has an empty first part where only calls that await are left',
      ['async c'],
      [
        [null, ''],
        ['await', 'c'],
      ],
    ],
    ['is empty for an empty stack', [], []],
  ])('%s', (_, calls, expected) => {
    const { segments } = asyncPathOf(
      { stack: stackOf(calls.map(called => call(called))), hop: undefined },
      undefined,
      ({ functionName }) => frame(`app ${functionName}`),
    )
    expect(segments.map(part => [part.reason, part.frames.map(found => found.function).join(' ')])).toEqual(
      expected,
    )
  })
})
