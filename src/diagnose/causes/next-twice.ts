import type { Node } from '@babel/types'
import type { Cause } from '../diagnosis'
import type { Edit } from '../edits/edit'
import { leaveLoop } from '../edits/leave-loop'
import { removeStatement } from '../edits/remove-statement'
import { returnAfter } from '../edits/return-after'
import { at, isSamePlace } from '../scene'
import { expressionOf, type Spot, statementAround } from '../syntax/spot'

/** `next()` was called twice; what is further down ran twice. */
export const nextTwice: Cause = {
  code: 'next-twice',
  recognise({ fork, sides }) {
    if (fork === null || sides === null || !sides.first.isNext || !sides.second.isNext) return null
    const { first, second } = sides
    const name = fork.first.function === '<anonymous>' ? 'one middleware' : fork.first.function
    const isLoop = isSamePlace(sides)
    return {
      evidence: [
        isLoop
          ? `one line of ${name} called next() more than once`
          : `both sides are calls of next() in ${name}`,
      ],
      story: `was handed on twice by ${name}: at ${at(first.frame)}${isLoop ? ', again and again' : ` and at ${at(second.frame)}`}, and what is further down answered each time`,
      advice: 'Call next() once for a request: return after it.',
      edits: isLoop ? leaveLoop(first.spot) : edits(first.spot, second.spot),
    }
  },
}

function edits(first: Spot | null, second: Spot | null): Edit[] {
  if (first === null || second === null) return []
  const [one, other] = [statementAround(first), statementAround(second)]
  const isInOneList = one !== null && other !== null && parentOf(first, one) === parentOf(second, other)
  const isStray = isInOneList && first.offset < second.offset && expressionOf(other) === second.call
  return isStray ? [removeStatement(second.source, other)] : returnAfter(first, second)
}

function parentOf(spot: Spot, node: Node): Node | undefined {
  return spot.around[spot.around.indexOf(node) - 1]
}
