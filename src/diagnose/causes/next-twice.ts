import type { Cause } from '../diagnosis'
import { leaveLoop } from '../edits/leave-loop'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { formatPosition, isOnePosition } from '../evidence'
import { isRepeated } from '../repeated'

/** `next()` was called twice; what is further down ran twice. */
export const nextTwice: Cause = {
  code: 'next-twice',
  recognise(evidence) {
    const { fork, sides } = evidence
    if (fork === null || sides === null || !sides.first.isNext || !sides.second.isNext) return null
    const { first, second } = sides
    const name = fork.first.function === '<anonymous>' ? 'one middleware' : fork.first.function
    const isLoop = isOnePosition(sides)
    // One line that ran once leads to both: they part further down.
    if (isLoop && !isRepeated(fork.first)) return null
    return {
      evidence: [
        isLoop
          ? `one line of ${name} called next() more than once`
          : `both sides are calls of next() in ${name}`,
      ],
      summary: `was handed on twice by ${name}: at ${formatPosition(first.frame)}${isLoop ? ', again and again' : ` and at ${formatPosition(second.frame)}`}, and what is further down answered each time`,
      suggestion: 'Call next() once for a request: return after it.',
      edits: isLoop ? leaveLoop(first.position, fork) : (removeStray(evidence) ?? returnAfter(evidence)),
    }
  },
}
