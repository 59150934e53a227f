import type { Frame } from '../../locate/frame'
import type { Cause } from '../diagnosis'
import { describe, type ForkSide, formatPosition, isOnePosition } from '../evidence'
import { isSameFunction } from '../frame-comparison'

/** Two callbacks, listeners or promises of one request each responded. */
export const parallelPaths: Cause = {
  code: 'parallel-paths',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null) return null
    const { first, second } = sides
    const isAsynchronous =
      first.asyncReasons.length + second.asyncReasons.length > 0 ||
      first.path.concat(second.path).some(step => step.activation !== null)
    if (!isAsynchronous && !areTwoListeners(sides) && !(fork.from === 'source' && !isOnePosition(sides)))
      return null
    const isOneLine = isOnePosition(sides)
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    return {
      evidence: [
        isOneLine
          ? `${name} started both at ${formatPosition(first.frame)}`
          : `${name} started both: at ${formatPosition(first.frame)} and at ${formatPosition(second.frame)}`,
        ...(first.asyncReasons.length > 0 ? [`the first came by ${first.asyncReasons.join(', ')}`] : []),
        ...(second.asyncReasons.length > 0 ? [`the second came by ${second.asyncReasons.join(', ')}`] : []),
      ],
      summary: `was answered on two ways that ${name} started: by ${describe(conflict.first)} and by ${describe(conflict.second)}`,
      suggestion:
        'Let one of the two answer: put the other work into its callback, or wait for both with Promise.all.',
    }
  },
}

// One line of the application had somebody call two functions of it: the listeners of an event, a list of tasks.
function areTwoListeners(sides: { readonly first: ForkSide; readonly second: ForkSide }): boolean {
  const [one, other] = [calledBy(sides.first), calledBy(sides.second)]
  return isOnePosition(sides) && one !== null && other !== null && !isSameFunction(one, other)
}

function calledBy({ path, isNext }: ForkSide): Frame | null {
  const isByOthers = path[0] !== undefined && path[0].frame.owner !== 'app' && !isNext
  return isByOthers ? (path.find(step => step.frame.owner === 'app')?.frame ?? null) : null
}
