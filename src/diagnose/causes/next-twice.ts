import type { Cause } from '../cause'
import { leaveLoop } from '../edits/leave-loop'
import { likelyReturn } from '../edits/likely-return'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { isSamePosition } from '../fork/frame-comparison'
import { formatPosition, nameOf } from '../sentence'
import type { Relation } from '../shape/relation'
import { isOnePosition } from '../shape/side'

const howOnce: Partial<Record<Relation, string>> = {
  'two turns': 'leave the loop with it, or call it after the loop',
  'two links': 'a return ends its own function and not the chain, so that the next link runs all the same',
  finally: 'a finally runs after a return, too',
}

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
    const isOneLine = isSamePosition(next.first?.frame, next.second?.frame)
    return {
      evidence: [
        isOneLine
          ? `one line of ${name} called ${called}() more than once`
          : `both sides are calls of ${called}() in ${name}`,
      ],
      summary: `was handed on twice by ${name}: at ${one}${isOneLine ? ', again and again' : ` and at ${other}`}, and what is further down responded each time`,
      suggestion: `Call ${called}() once for a request: ${howOnce[shape.relation] ?? 'return after it'}.`,
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
