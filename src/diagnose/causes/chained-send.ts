import type { Node } from '@babel/types'
import { isCall, isFunction, type SyntaxPosition } from '../../source/syntax-position'
import { childrenOf, contains } from '../../source/syntax-tree'
import type { Cause } from '../diagnosis'
import { replacement } from '../edits/edit'
import { describe, type ForkSide } from '../evidence'

/** Two responses chained in one expression: `res.sendStatus(200).json(…)`. */
export const chainedSend: Cause = {
  code: 'chained-send',
  recognise({ conflict, sides, first: firstSite, second: secondSite }) {
    // The application's own methods of a response may have the lines that send.
    const isAtSites =
      isChained(firstSite, secondSite) || sides === null || !areDirect(sides.first, sides.second)
    const first = isAtSites ? firstSite : sides.first.position
    const second = isAtSites ? secondSite : sides.second.position
    if (!isChained(first, second) || first?.call == null || second?.call == null) return null
    const { call } = second
    const outermost = second.around.find(node => isCall(node) && node.start === call.start) ?? call
    return {
      evidence: ['both calls are in one chain'],
      summary: `was answered by ${describe(conflict.first)}, which returns the response, and ${conflict.second.via} was chained to it`,
      suggestion:
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
    ({ path, isFollowed }) =>
      isFollowed && path.every(step => step.entry === null && step.activation === null),
  )
}

function isChained(first: SyntaxPosition | null, second: SyntaxPosition | null): boolean {
  if (first?.call == null || second?.call == null || first.source !== second.source) return false
  const { callee } = second.call
  if (first.call === second.call || !contains(callee, first.call.start ?? -1)) return false
  return (first.call.end ?? 0) <= (callee.end ?? 0)
}

// What is taken off must not be what the chain is for, nor wait for work of its own.
function isOneStatement(second: SyntaxPosition, chain: Node): boolean {
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
