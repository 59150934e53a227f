import type { Node } from '@babel/types'
import { type Call, type FunctionNode, isCall, isFunction, nameOfCall } from '../../source/syntax-position'
import { type FlowContext, noExits } from './flow-context'
import { type FlowState, merged } from './flow-state'

/** What may be the case once a promise is settled. */
export interface Outcome {
  readonly fulfilled: readonly FlowState[]
  readonly rejected: readonly FlowState[]
}

/** The outcomes of the calls that gave a promise. */
export type Outcomes = Map<Node, Outcome>

/** The outcome of `then`, `catch` or `finally` of a promise. A handler that is not written there is passed over. */
export function chained(
  context: FlowContext,
  method: 'then' | 'catch' | 'finally',
  call: Call,
  functions: readonly FunctionNode[],
  before: Outcome,
): Outcome {
  const [one, other] = call.arguments
  const handler = (node: Node | undefined) =>
    node !== undefined && functions.includes(node as FunctionNode) ? node : null
  const [onFulfilled, onRejected] = method === 'then' ? [handler(one), handler(other)] : [null, handler(one)]
  if (method === 'finally') return passed(context, onRejected, before)
  const isCatching = onRejected !== null || (method === 'catch' ? one : other) !== undefined
  const good = settled(context, onFulfilled, before.fulfilled)
  const rejected = context.stepped(before.rejected, call, 'what comes after it throws')
  const bad = isCatching
    ? settled(context, onRejected, rejected)
    : { fulfilled: [], rejected: before.rejected }
  return {
    fulfilled: merged([...good.fulfilled, ...bad.fulfilled]),
    rejected: merged([...good.rejected, ...bad.rejected]),
  }
}

// `finally` lets through what came before it.
function passed(context: FlowContext, fn: Node | null, before: Outcome): Outcome {
  return {
    fulfilled: settled(context, fn, before.fulfilled).fulfilled,
    rejected: settled(context, fn, before.rejected).fulfilled,
  }
}

function settled(context: FlowContext, fn: Node | null, states: readonly FlowState[]): Outcome {
  if (fn === null || !isFunction(fn) || states.length === 0 || context.isOthers(fn))
    return { fulfilled: states, rejected: [] }
  const exits = noExits()
  const after = context.follow(fn, context.stepped(states, fn, 'the promise goes on'), exits)
  const rejecting = rejectingReturn(fn)
  const fulfilled = rejecting ? after : [...after, ...exits.returned]
  return {
    fulfilled: merged(fulfilled),
    rejected: merged([...exits.thrown, ...(rejecting ? exits.returned : [])]),
  }
}

// `error => Promise.reject(error)`
function rejectingReturn(fn: FunctionNode): boolean {
  const { body } = fn
  return isCall(body) && nameOfCall(body) === 'reject'
}
