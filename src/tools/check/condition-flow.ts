import type { Expression, Node } from '@babel/types'
import type { Effect } from './effect'
import { truthOf, withCondition } from './facts'
import type { FlowContext } from './flow-context'
import type { FlowState } from './flow-state'
import { pathOf } from './response-path'

/** Characters of a condition that a step shows. */
const maxShown = 40

/** The state in which a condition is true, or false; `null` where it cannot be. */
export function assume(
  context: FlowContext,
  test: Expression,
  isTrue: boolean,
  state: FlowState,
): FlowState | null {
  const guard = guardOf(test, context.responder.responses, state.sent)
  if (guard !== null) return guard === isTrue ? state : null
  const known = truthOf(test, state.facts, context.textOf)
  if (known !== null) return known === isTrue ? state : null
  return { ...state, facts: withCondition(test, isTrue, state.facts, context.textOf) }
}

/** Whether a property of the response that says whether it was sent is true; `null` where the flow does not say. */
function guardOf(test: Node, responses: ReadonlySet<string>, sent: Effect | null): boolean | null {
  const isProperty = test.type === 'MemberExpression' || test.type === 'OptionalMemberExpression'
  if (!isProperty || !responses.has(pathOf(test.object) ?? '')) return null
  if (sent === null || sent.kind === 'next' || test.property.type !== 'Identifier') return null
  switch (test.property.name) {
    case 'headersSent':
    case 'sent':
    case '_header':
      return true
    case 'writableEnded':
    case 'finished':
      return sent.kind === 'whole' || sent.kind === 'end'
    default:
      return null
  }
}

/** A condition as a step shows it: `if (!user)`, or `!user is false`. */
export function shownCondition(context: FlowContext, test: Node, isTrue: boolean): string {
  const parts = test.type === 'BinaryExpression' ? [test.left, test.operator, test.right] : [test]
  const text = parts
    .map(part => (typeof part === 'string' ? part : context.textOf(part)))
    .join(' ')
    .replace(/\s+/g, ' ')
  const short = text.length > maxShown ? `${text.slice(0, maxShown)}…` : text
  return `\`${short}\` is ${isTrue ? 'true' : 'false'}`
}
