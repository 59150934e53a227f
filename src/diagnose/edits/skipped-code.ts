import type { Node } from '@babel/types'
import {
  contains,
  expressionOf,
  isCall,
  isFunction,
  nameOfCall,
  rootOf,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'
import type { Skipped } from '../syntax/flow'

/** What is known of a response after which a function is to end. */
export interface Skipping {
  readonly source: SourceFile
  /** What the two responses' calls begin with: `res`. */
  readonly roots: readonly string[]
  /** What calls are handed to respond with. */
  readonly responses: ReadonlySet<string>
  /** Whether the first response refuses the request, in a branch of its own. */
  readonly isRefused: boolean
  /** The function's own parameters. */
  readonly given: readonly string[]
  /** What the branch was taken for: the names in its condition, parameters apart. */
  readonly tested: readonly string[]
}

/** Whether all that an earlier end would skip may be left out. */
export function isSafeToSkip(
  { between, otherwise }: Skipped,
  second: SyntaxPosition,
  skipping: Skipping,
): boolean {
  // A request that is refused is not meant to go through what leads to the other response.
  const made = between.flatMap(namesIn)
  const isForOthers = (statement: Node) => skipping.isRefused && isForOther(statement, skipping, made)
  const isDropped = (statement: Node) => isDroppable(statement, skipping, second)
  // What is logged on the way to the other response is said of the requests that get it.
  const isOnTheWay = (statement: Node) => isDropped(statement) || isLogging(statement, skipping)
  return (
    between.every(skipping.isRefused ? isForOthers : isOnTheWay) &&
    otherwise.every(statement => isDropped(statement) || isForOthers(statement))
  )
}

const cleanUps =
  /release|unlock|leave|close|end|destroy|disconnect|free|done|finish|decr|stop|clear|delete|remove|rollback|abort|cancel|dispose/i

// Declarations, assignments, what is done with what was declared there, messages, more of a response.
function isForOther(node: Node, skipping: Skipping, made: readonly string[]): boolean {
  if (isFunction(node) || node.type === 'VariableDeclaration') return true
  const expression = expressionOf(node)
  if (expression !== null) {
    if (expression.type === 'AssignmentExpression') {
      // A lock or a count is everybody's, even if nothing comes of the request.
      const known = [...made, ...skipping.tested, ...skipping.given]
      return expression.operator === '=' && identifiersIn(expression).some(name => known.includes(name))
    }
    if (!isCall(expression)) return false
    // Work is for requests that are accepted; what is given back is everybody's.
    if (skipping.isRefused && !cleanUps.test(nameOfCall(expression) ?? '')) return true
    const root = rootOf(skipping.source, expression)
    // What the branch has found wanting is not meant to be worked with.
    const isTested = expression.arguments.some(argument =>
      identifiersIn(argument).some(name => skipping.tested.includes(name)),
    )
    return isTested || [...skipping.roots, ...made, 'console'].includes(root)
  }
  return statementsIn(node).every(child => isForOther(child, skipping, made))
}

function isLogging(node: Node, { source }: Skipping): boolean {
  const call = expressionOf(node)
  return isCall(call) && /(^|\.)(console|log|logger|debug)$/.test(rootOf(source, call))
}

// Nothing that anybody could miss.
function isDroppable(node: Node, skipping: Skipping, second: SyntaxPosition): boolean {
  if (isFunction(node)) return true
  if (node.type === 'VariableDeclaration') return !waits(node)
  if (node.type === 'ReturnStatement')
    return (
      node.argument == null ||
      contains(node, second.offset) ||
      isOnRoot(node.argument, skipping) ||
      handsOverResponse(node.argument, skipping)
    )
  const expression = expressionOf(node)
  if (expression !== null) {
    if (expression.type === 'AssignmentExpression') return isOnRoot(expression.left, skipping)
    return contains(node, second.offset) || isOnRoot(expression, skipping)
  }
  return statementsIn(node).every(child => isDroppable(child, skipping, second))
}

// Another response: `return show(res)`.
function handsOverResponse(node: Node, { source, responses }: Skipping): boolean {
  return (
    isCall(node) &&
    node.arguments.some(({ start, end }) => responses.has(source.text.slice(start ?? 0, end ?? 0)))
  )
}

function isOnRoot(node: Node, { source, roots }: Skipping): boolean {
  if (isCall(node)) return roots.includes(rootOf(source, node))
  if (node.type === 'MemberExpression')
    return roots.includes(source.text.slice(node.object.start ?? 0, node.object.end ?? 0))
  return /Literal$|^Identifier$/.test(node.type)
}

function waits(node: Node): boolean {
  return !isFunction(node) && (node.type === 'AwaitExpression' || childrenOf(node).some(waits))
}

function statementsIn(node: Node): Node[] {
  return childrenOf(node).filter(child => /Statement|Declaration|SwitchCase|CatchClause/.test(child.type))
}

function namesIn(statement: Node): string[] {
  if (statement.type !== 'VariableDeclaration') return []
  return statement.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
}

/** The names of variables in an expression. */
export function identifiersIn(node: Node): string[] {
  if (isFunction(node)) return []
  if (node.type === 'Identifier') return [node.name]
  if (node.type === 'MemberExpression' && !node.computed) return identifiersIn(node.object)
  return childrenOf(node).flatMap(identifiersIn)
}
