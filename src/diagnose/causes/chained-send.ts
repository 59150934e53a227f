import type { Node } from '@babel/types'
import type { Cause } from '../diagnosis'
import { replacement } from '../edits/edit'
import { type ForkSide, told } from '../scene'
import { childrenOf } from '../syntax/source-file'
import { contains, isCall, isFunction, type Spot } from '../syntax/spot'

/** Two responses chained in one expression: `res.sendStatus(200).json(…)`. */
export const chainedSend: Cause = {
  code: 'chained-send',
  recognise({ conflict, sides, first: firstSite, second: secondSite }) {
    // The application's own methods of a response may have the lines that send.
    const isAtSites =
      isChained(firstSite, secondSite) || sides === null || !areDirect(sides.first, sides.second)
    const first = isAtSites ? firstSite : sides.first.spot
    const second = isAtSites ? secondSite : sides.second.spot
    if (!isChained(first, second) || first?.call == null || second?.call == null) return null
    const { call } = second
    const outermost = second.around.find(node => isCall(node) && node.start === call.start) ?? call
    return {
      evidence: ['both calls are in one chain'],
      story: `was answered by ${told(conflict.first)}, which returns the response, and ${conflict.second.via} was chained to it`,
      advice:
        'Send once: take the second call off the chain, or set the status with a method that does not send.',
      edits: isOneStatement(second, outermost)
        ? [replacement(second.source, first.call.end ?? 0, outermost.end ?? 0, '')]
        : [],
    }
  },
}

// A chain of promises is one, too: what it calls later answers on ways of its own.
function areDirect(...sides: readonly ForkSide[]): boolean {
  return sides.every(
    ({ way, isFollowed }) => isFollowed && way.every(step => step.entry === null && step.activation === null),
  )
}

function isChained(first: Spot | null, second: Spot | null): boolean {
  if (first?.call == null || second?.call == null || first.source !== second.source) return false
  const { callee } = second.call
  if (first.call === second.call || !contains(callee, first.call.start ?? -1)) return false
  return (first.call.end ?? 0) <= (callee.end ?? 0)
}

// What is taken off must not be what the chain is for, nor wait for work of its own.
function isOneStatement(second: Spot, chain: Node): boolean {
  const parent = second.around[second.around.indexOf(chain) - 1]
  const isForItself = /^(Expression|Return)Statement$|^ArrowFunctionExpression$|^AwaitExpression$/.test(
    parent?.type ?? '',
  )
  return isForItself && second.call?.arguments.every(argument => !works(argument)) === true
}

function works(node: Node): boolean {
  if (isFunction(node)) return false
  return /^(Await|Yield|Assignment|Update)Expression$/.test(node.type) || childrenOf(node).some(works)
}
