import type { Cause } from '../cause'
import { describe, formatPosition, nameOf } from '../sentence'
import { isOnePosition } from '../shape/side'

/** Two callbacks, listeners or promises of one request each responded. */
export const parallelPaths: Cause<'any'> = {
  code: 'parallel-paths',
  shapes: { any: { relation: 'two paths' } },
  explain({ conflict, fork, sides }) {
    const name = fork === null ? 'one function' : nameOf(fork)
    const [one, other] = [sides?.first, sides?.second].map(side =>
      side == null ? '' : formatPosition(side.frame),
    )
    const isOneLine = sides !== null && isOnePosition(sides)
    const reasons = (which: string, words: readonly string[] = []) =>
      words.length > 0 ? [`the ${which} came by ${[...new Set(words)].join(', ')}`] : []
    return {
      evidence: [
        isOneLine ? `${name} started both at ${one}` : `${name} started both: at ${one} and at ${other}`,
        ...reasons('first', sides?.first.asyncReasons),
        ...reasons('second', sides?.second.asyncReasons),
      ],
      summary: `got a response on two paths that ${name} started: from ${describe(conflict.first)} and from ${describe(conflict.second)}`,
      suggestion:
        'Let one of the two respond: put the other work into its callback, or wait for both with Promise.all.',
    }
  },
}
