import type {
  ArrowFunctionExpression,
  CallExpression,
  ClassMethod,
  ClassPrivateMethod,
  Expression,
  FunctionDeclaration,
  FunctionExpression,
  Node,
  ObjectMethod,
  OptionalCallExpression,
  Statement,
} from '@babel/types'
import type { SourcePosition } from './source-position'
import { contains, type SourceFile } from './syntax-tree'

export { contains }

export type FunctionNode =
  | ArrowFunctionExpression
  | ClassMethod
  | ClassPrivateMethod
  | FunctionDeclaration
  | FunctionExpression
  | ObjectMethod

export type Call = CallExpression | OptionalCallExpression

/** A position of a frame in the syntax of its file. */
export interface SyntaxPosition {
  readonly source: SourceFile
  readonly offset: number
  /** The nodes around the position, from the file inwards. */
  readonly around: readonly Node[]
  /** The call that is made there. */
  readonly call: Call | null
}

/** Finds a frame's position in its file; `null` where the file is not available or does not parse. */
export function syntaxPositionOf(frame: SourcePosition): SyntaxPosition | null {
  const source = frame.source.treeAt(frame.line, frame.column)
  if (source === null) return null
  const offset = source.offsetOf(frame.line, frame.column)
  const around = source.nodesAround(offset)
  return { source, offset, around, call: callAt(around, offset) }
}

// V8 names the method's name for a method call, the start of anything else. A source map may name the expression's start.
function callAt(around: readonly Node[], offset: number): Call | null {
  const calls = around.filter(isCall)
  return (
    calls.findLast(call => startOfName(call) === offset) ??
    calls.find(call => call.start === offset) ??
    calls.findLast(call => contains(call.callee, offset)) ??
    calls.findLast(call => isAtParenthesis(call, offset)) ??
    null
  )
}

// `done?.(error)` is called where its arguments begin.
function isAtParenthesis(call: Call, offset: number): boolean {
  return (call.callee.end ?? 0) <= offset && offset < (call.arguments[0]?.start ?? call.end ?? 0)
}

/** Where the name of a call's method or function begins. */
export function startOfName({ callee }: Call): number | null | undefined {
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  return isMember ? callee.property.start : callee.start
}

export function isCall(node: Node | null | undefined): node is Call {
  return node?.type === 'CallExpression' || node?.type === 'OptionalCallExpression'
}

/** Whether a node is a name and nothing else. */
export function isIdentifier(node: Node | null | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}

/** Whether a node is one of the arguments of a call. */
export function isArgumentOf(call: Call, node: Node | undefined): boolean {
  return call.arguments.some(argument => argument === node)
}

export function isFunction(node: Node): node is FunctionNode {
  return /^(Arrow)?Function(Expression|Declaration)$|^(Object|Class|ClassPrivate)Method$/.test(node.type)
}

export function isLoop(node: Node): boolean {
  return /^(For|ForIn|ForOf|While|DoWhile)Statement$/.test(node.type)
}

/** The functions around a spot, innermost first. */
export function functionsAround(spot: SyntaxPosition): FunctionNode[] {
  return spot.around.filter(isFunction).toReversed()
}

/** The node that one around a spot is directly in; `undefined` for the file, and for a node that is not around it. */
export function parentIn(spot: SyntaxPosition, node: Node | null | undefined): Node | undefined {
  return node == null ? undefined : spot.around[spot.around.indexOf(node) - 1]
}

/** The nodes between a function and a spot in it, from the function inwards; nested functions are the spot's own. */
export function insideOf(within: Node, spot: SyntaxPosition): readonly Node[] {
  return spot.around.slice(spot.around.indexOf(within) + 1)
}

/** The innermost statement of a spot's own function around it, that stands in a list of statements or is a branch. */
export function statementAround(spot: SyntaxPosition): Statement | null {
  const own = spot.around.findLastIndex(isFunction)
  return (
    (spot.around.findLast((node, index) => {
      const parent = spot.around[index - 1]
      return index > own && parent !== undefined && isStatementOf(parent, node)
    }) as Statement | undefined) ?? null
  )
}

function isStatementOf(parent: Node, node: Node): boolean {
  switch (parent.type) {
    case 'BlockStatement':
    case 'Program':
      return (parent.body as Node[]).includes(node)
    case 'SwitchCase':
      return (parent.consequent as Node[]).includes(node)
    case 'IfStatement':
      return parent.test !== node && node.type !== 'BlockStatement'
    case 'ForStatement':
    case 'ForInStatement':
    case 'ForOfStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return parent.body === node && node.type !== 'BlockStatement'
    default:
      return false
  }
}

/** Whether the second spot is in the catch clause of a `try` that the first is in. */
export function isCaughtFrom(first: SyntaxPosition, second: SyntaxPosition): boolean {
  return second.around.some(
    node =>
      node.type === 'TryStatement' &&
      node.handler != null &&
      first.around.includes(node.block) &&
      second.around.includes(node.handler),
  )
}

/** The name of a call's method or function: `json` of `res.status(404).json()`. */
export function nameOfCall({ callee }: Call): string | null {
  if (callee.type === 'Identifier') return callee.name
  const isMember = callee.type === 'MemberExpression' || callee.type === 'OptionalMemberExpression'
  return isMember && !callee.computed && callee.property.type === 'Identifier' ? callee.property.name : null
}

/** The text of what a chain of calls and members begins with: `res` of `res.status(404).json()`, `ctx.res` of `ctx.res.end()`. */
export function rootOf(source: SourceFile, call: Call): string {
  let node: Node = call
  while (isCall(node)) {
    const callee: Node = node.callee
    if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') break
    node = callee.object
  }
  return source.text.slice(node.start ?? 0, node.end ?? 0)
}

/** The function around a spot whose parameter a name is; `null` when it is none's. */
export function ownerOfParameter(spot: SyntaxPosition, name: string): FunctionNode | null {
  return functionsAround(spot).find(fn => fn.params.some(param => isNamed(param, name))) ?? null
}

function isNamed(param: Node, name: string): boolean {
  return isIdentifier(param.type === 'AssignmentPattern' ? param.left : param, name)
}

/** The expression of a statement, without what only waits for it, hides its value or names its type. */
export function expressionOf(statement: Node | null): Expression | null {
  return statement?.type === 'ExpressionStatement' ? unwrapExpression(statement.expression) : null
}

/** An expression without `await`, `void` and type assertions around it. */
export function unwrapExpression(expression: Expression): Expression {
  switch (expression.type) {
    case 'AwaitExpression':
    case 'TSAsExpression':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'TypeCastExpression':
      return unwrapExpression(
        expression.type === 'AwaitExpression' ? expression.argument : (expression.expression as Expression),
      )
    case 'UnaryExpression':
      return expression.operator === 'void' ? unwrapExpression(expression.argument) : expression
    default:
      return expression
  }
}

/** Whether an expression is a call, or a chain of calls and members that goes on from it: `res.status(404).json()`. */
export function isChainFrom(call: Call, expression: Expression): boolean {
  let node: Node = unwrapExpression(expression)
  while (node !== call) {
    if (isCall(node)) node = node.callee
    else if (node.type === 'MemberExpression' || node.type === 'OptionalMemberExpression') node = node.object
    else return false
  }
  return true
}
