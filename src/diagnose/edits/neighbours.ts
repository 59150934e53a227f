import type { Node, Statement } from '@babel/types'
import { isCall, parentIn, type SyntaxPosition, statementAround } from '../../source/syntax-position'
import { listOf } from '../syntax/flow'
import { expressionResponds, type Means } from '../syntax/responds-always'

/**
 * Whether a call in an `if` that hands the response on stands among others of its form that are returned: `if (a) return
 * show(res)`, `if (b) list(res)`, `if (c) return find(res)`.
 */
export function isAmongReturns(position: SyntaxPosition, means: Means): boolean {
  const { source, responses } = means
  const statement = statementAround(position)
  const index = position.around.indexOf(statement as Statement)
  const branch = position.around.slice(0, index).findLast(node => node.type !== 'BlockStatement')
  if (statement === null || branch?.type !== 'IfStatement' || branch.alternate != null) return false
  const list = listOf(parentIn(position, branch)) ?? []
  const isGiven = (node: Node | null | undefined): boolean =>
    isCall(node) &&
    node.arguments.some(({ start, end }) => responses.has(source.text.slice(start ?? 0, end ?? 0)))
  const isReturned = (other: Statement): boolean => {
    if (other === branch || other.type !== 'IfStatement' || other.alternate != null) return false
    const last = listOf(other.consequent)?.at(-1) ?? other.consequent
    return last.type === 'ReturnStatement' && isGiven(last.argument)
  }
  // What responds to some requests only, as a check does, is called for its effect.
  const isWhole = position.call !== null && expressionResponds(position.call, { ...means, isLenient: true })
  return isWhole && isGiven(position.call) && list.some(isReturned)
}
