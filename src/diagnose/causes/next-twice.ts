import type { Cause } from '../cause'
import { leaveLoop } from '../edits/leave-loop'
import { likelyReturn } from '../edits/likely-return'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { formatPosition, nameOf } from '../sentence'
import { isOnePosition } from '../shape/side'

/** `next()` was called twice; what is further down ran twice. */
export const nextTwice: Cause<'any'> = {
  code: 'next-twice',
  shapes: {
    any: {
      first: ['calls next', 'hands next on'],
      second: ['calls next', 'hands next on'],
      relation: ['sequence', 'branch', 'two turns', 'two links', 'finally', 'two paths'],
    },
  },
  explain(evidence) {
    const { fork, sides, next, shape } = evidence
    const { name } = nameOf(fork, 'middleware')
    const called = next.first?.name ?? 'next'
    const [one, other] = [next.first, next.second].map(call =>
      call === null ? '' : formatPosition(call.frame),
    )
    const isLoop = shape.relation === 'two turns'
    const isOneLine = one === other
    return {
      evidence: [
        isOneLine
          ? `one line of ${name} called ${called}() more than once`
          : `both sides are calls of ${called}() in ${name}`,
      ],
      summary: `was handed on twice by ${name}: at ${one}${isOneLine ? ', again and again' : ` and at ${other}`}, and what is further down responded each time`,
      suggestion: isLoop
        ? `Call ${called}() once for a request: leave the loop with it, or call it after the loop.`
        : `Call ${called}() once for a request: return after it.`,
      edits:
        fork === null || sides === null
          ? []
          : isOnePosition(sides)
            ? leaveLoop(sides.first.position, fork)
            : (removeStray(evidence) ?? returnAfter(evidence)),
      candidates: likelyReturn(evidence),
    }
  },
}
