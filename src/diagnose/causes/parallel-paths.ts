import type { Frame } from '../../locate/frame'
import type { Cause } from '../diagnosis'
import { isOneFunction } from '../place'
import { at, type ForkSide, isSamePlace, told } from '../scene'

/** Two callbacks, listeners or promises of one request each responded. */
export const parallelPaths: Cause = {
  code: 'parallel-paths',
  recognise({ conflict, fork, sides }) {
    if (fork === null || sides === null) return null
    const { first, second } = sides
    const isAsynchronous =
      first.handedOn.length + second.handedOn.length > 0 ||
      first.way.concat(second.way).some(step => step.activation !== null)
    if (!isAsynchronous && !areTwoListeners(sides) && !(fork.from === 'source' && !isSamePlace(sides)))
      return null
    const isOneLine = isSamePlace(sides)
    const name = fork.first.function === '<anonymous>' ? 'one function' : fork.first.function
    return {
      evidence: [
        isOneLine
          ? `${name} started both at ${at(first.frame)}`
          : `${name} started both: at ${at(first.frame)} and at ${at(second.frame)}`,
        ...(first.handedOn.length > 0 ? [`the first came by ${first.handedOn.join(', ')}`] : []),
        ...(second.handedOn.length > 0 ? [`the second came by ${second.handedOn.join(', ')}`] : []),
      ],
      story: `was answered on two ways that ${name} started: by ${told(conflict.first)} and by ${told(conflict.second)}`,
      advice:
        'Let one of the two answer: put the other work into its callback, or wait for both with Promise.all.',
    }
  },
}

// One line of the application had somebody call two functions of it: the listeners of an event, a list of tasks.
function areTwoListeners(sides: { readonly first: ForkSide; readonly second: ForkSide }): boolean {
  const [one, other] = [calledBy(sides.first), calledBy(sides.second)]
  return isSamePlace(sides) && one !== null && other !== null && !isOneFunction(one, other)
}

function calledBy({ way, isNext }: ForkSide): Frame | null {
  const isByOthers = way[0] !== undefined && way[0].frame.owner !== 'app' && !isNext
  return isByOthers ? (way.find(step => step.frame.owner === 'app')?.frame ?? null) : null
}
