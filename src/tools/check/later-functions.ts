import type { FunctionNode } from '../../source/syntax-position'
import { type FlowContext, noExits } from './flow-context'
import { type FlowState, initialState, merged } from './flow-state'

/**
 * Follows a function that is called later, if it is: from where nothing was sent yet, and from what had been sent when it was
 * made. What a stream sends, and what a framework does after `next`, may come to nothing, so that it does not count.
 */
export function enter(context: FlowContext, fn: FunctionNode, states: readonly FlowState[]): void {
  if (context.isOthers(fn)) return
  const before = states.filter(({ sent }) => sent?.kind === 'whole' || sent?.kind === 'end')
  const from = [initialState, ...before.map(state => ({ ...state, facts: lasting(state, context) }))]
  const later = context.stepped(merged(from), fn, 'what it has started goes on')
  context.follow(fn, later, noExits())
}

// What was the case when a function was made may not be when it is called.
function lasting({ facts }: FlowState, { reassigned }: FlowContext) {
  const names = (text: string) => text.match(/[\w$]+/g) ?? []
  return new Map([...facts].filter(([text]) => !names(text).some(name => reassigned.has(name))))
}
