import type { Node } from '@babel/types'
import { isCall, nameOfCall } from '../../source/syntax-position'
import { childrenOf, contains, type SourceFile } from '../../source/syntax-tree'
import { namesIn } from './assigned-names'
import { causeOf } from './cause-of-finding'
import type { Effect } from './effect'
import type { DoubleSend } from './finding'
import { FlowContext, noExits } from './flow-context'
import { initialState } from './flow-state'
import { type Handler, handlersIn } from './responders'
import { followFunction } from './statement-flow'

/** What was found in a file. */
export interface CheckedSource {
  readonly found: readonly DoubleSend[]
  /** Functions that have been given a response. */
  readonly handlers: number
  /** Those of them that have too many paths to follow all. */
  readonly cut: number
}

/** Finds the sends of a file that another send of the same function can come after. */
export function checkSource(source: SourceFile, canGoOn: boolean): CheckedSource {
  // Its `res.send(entry)` sends one of many entries.
  if (imports(source.root, 'ldapjs')) return { found: [], handlers: 0, cut: 0 }
  const handlers = handlersIn(source.root, canGoOn || isOfRestify(source.root))
  if (handlers.length === 0) return { found: [], handlers: 0, cut: 0 }
  const reassigned = reassignedIn(source.root)
  const helpers = new Map<string, number>()
  // A helper may respond by another one.
  for (let known = -1; known !== helpers.size; ) {
    known = helpers.size
    for (const handler of handlers) {
      const name = nameOf(handler)
      if (
        name !== null &&
        handler.at !== -1 &&
        !helpers.has(name) &&
        respondsAlways(handler, contextOf(handler))
      )
        helpers.set(name, handler.at)
    }
  }
  const replaced = replacedMethodsIn(source.root)
  let cut = 0
  const found = handlers.flatMap(handler => {
    const context = contextOf(handler)
    context.follow(handler.fn, [initialState], noExits())
    if (context.isExhausted) cut++
    return context.found.filter(double => !isReplaced(double, replaced) && !isOnPurpose(double, handler))
  })
  return { found: distinct(found), handlers: handlers.length, cut }

  function contextOf({ responder }: Handler) {
    return new FlowContext({ source, responder, helpers, reassigned, follow: followFunction })
  }
}

/** The methods that the file puts in the place of others: `res.send = …`. What they do is not known. */
function replacedMethodsIn(root: Node): Set<string> {
  const names = new Set<string>()
  const visit = (node: Node) => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression')
      for (const name of namesIn(node.left)) names.add(name)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  return names
}

function isReplaced({ first, second }: DoubleSend, replaced: ReadonlySet<string>): boolean {
  return [first, second].some(({ call }) => call !== null && replaced.has(nameOfCall(call) ?? ''))
}

// A handler each call of which responds and then calls `next` means what comes after it to do its work after the response.
function isOnPurpose({ first, second }: DoubleSend, { fn }: Handler): boolean {
  if (second.kind !== 'next' || first.kind === 'next' || fn.body.type !== 'BlockStatement') return false
  const { body } = fn.body
  const statementOf = ({ offset }: Effect) =>
    body.find(statement => statement.type === 'ExpressionStatement' && contains(statement, offset))
  return statementOf(first) !== undefined && statementOf(second) !== undefined
}

// Only a plain function of the file is known by its name.
function nameOf({ fn }: Handler): string | null {
  return fn.type === 'FunctionDeclaration' ? (fn.id?.name ?? null) : null
}

function respondsAlways({ fn }: Handler, context: FlowContext): boolean {
  if (fn.async || fn.generator) return false
  const exits = noExits()
  const ends = [...context.follow(fn, [initialState], exits), ...exits.returned]
  return ends.length > 0 && ends.every(({ sent }) => sent?.kind === 'whole' || sent?.kind === 'end')
}

function imports(node: Node, name: string): boolean {
  const isName = (inner: Node | undefined) => inner?.type === 'StringLiteral' && inner.value === name
  if (node.type === 'ImportDeclaration') return isName(node.source)
  if (isCall(node) && nameOfCall(node) === 'require') return isName(node.arguments[0])
  return childrenOf(node).some(child => imports(child, name))
}

// `res.send(403, body)`: Express has it no more, and a plugin of restify need not load restify.
function isOfRestify(root: Node): boolean {
  const hasStatus = (node: Node): boolean =>
    (isCall(node) &&
      nameOfCall(node) === 'send' &&
      node.arguments.length > 1 &&
      node.arguments[0]?.type === 'NumericLiteral') ||
    childrenOf(node).some(hasStatus)
  return imports(root, 'restify') || hasStatus(root)
}

function reassignedIn(root: Node): Set<string> {
  const names = new Set<string>()
  const visit = (node: Node) => {
    if (node.type === 'AssignmentExpression') for (const name of namesIn(node.left)) names.add(name)
    if (node.type === 'UpdateExpression') for (const name of namesIn(node.argument)) names.add(name)
    // What is called on a list or a map may change it.
    if (isCall(node) && /^(set|add|delete|push|pop|shift|unshift|splice|clear)$/.test(nameOfCall(node) ?? ''))
      for (const name of namesIn('object' in node.callee ? (node.callee.object as Node) : node.callee))
        names.add(name)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
  return names
}

// One mistake is one finding: of those that follow the same send for the same cause, the nearest, with the shortest path to it.
function distinct(found: readonly DoubleSend[]): DoubleSend[] {
  const byCause = new Map<string, DoubleSend>()
  for (const double of found) {
    const key = `${double.first.offset} ${causeOf(double)}`
    const known = byCause.get(key)
    if (known === undefined || isNearer(double, known)) byCause.set(key, double)
  }
  return [...byCause.values()]
    .filter(double => !(isByError(double) && byCause.has(`${double.first.offset} missing-return`)))
    .sort((one, other) => one.second.offset - other.second.offset || one.first.offset - other.first.offset)
}

function isNearer(one: DoubleSend, other: DoubleSend): boolean {
  const [offset, otherOffset] = [one.second.offset, other.second.offset]
  return offset < otherOffset || (offset === otherOffset && one.steps.length < other.steps.length)
}

// With the `return` that is missing, no error comes after the response either.
function isByError(double: DoubleSend): boolean {
  return causeOf(double) === 'error-after-response'
}
