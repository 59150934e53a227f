import type { Cause } from '../diagnosis'
import { leaveLoop } from '../edits/leave-loop'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { isRepeated } from '../repeated'
import { at, isSamePlace } from '../scene'

/** `next()` was called twice; what is further down ran twice. */
export const nextTwice: Cause = {
  code: 'next-twice',
  recognise(scene) {
    const { fork, sides } = scene
    if (fork === null || sides === null || !sides.first.isNext || !sides.second.isNext) return null
    const { first, second } = sides
    const name = fork.first.function === '<anonymous>' ? 'one middleware' : fork.first.function
    const isLoop = isSamePlace(sides)
    // One line that ran once leads to both: they part further down.
    if (isLoop && !isRepeated(fork.first)) return null
    return {
      evidence: [
        isLoop
          ? `one line of ${name} called next() more than once`
          : `both sides are calls of next() in ${name}`,
      ],
      story: `was handed on twice by ${name}: at ${at(first.frame)}${isLoop ? ', again and again' : ` and at ${at(second.frame)}`}, and what is further down answered each time`,
      advice: 'Call next() once for a request: return after it.',
      edits: isLoop ? leaveLoop(first.spot, fork) : (removeStray(scene) ?? returnAfter(scene)),
    }
  },
}
