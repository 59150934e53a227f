import type { Node } from '@babel/types'
import { lastPart } from '../../locate/operation'
import {
  type Call,
  type FunctionNode,
  isCall,
  isFunction,
  nameOfCall,
  type SyntaxPosition,
} from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'

/** What a function was handed on for, where the source says that it is for errors. */
export type ErrorRole = 'a promise’s rejection handler' | 'a listener for errors' | 'an error handler'

/**
 * Whether a function is registered to run for errors only, by whatever it is registered with: `.catch(fn)`, `.on('error', fn)`,
 * `setErrorHandler(fn)`, `{ onError: fn }`, a method of such a name. `null` where the source does not say so.
 */
export function errorRoleOf(fn: FunctionNode, { around, source }: SyntaxPosition): ErrorRole | null {
  const path = around.slice(0, around.indexOf(fn) + 1)
  const own = roleAt(path)
  if (own !== null) return own
  const name = nameGivenTo(path)
  if (name === null) return null
  const roles = usesOf(source.root, name, source.text, [])
  const role = roles[0]
  return role != null && roles.every(each => each !== null) ? role : null
}

const errorWord = /err|exception|reject|fail|catch/i

/** Whether a function or method is for errors by its name, where there is no source to read. */
export function isNamedForErrors(name: string): boolean {
  return errorWord.test(lastPart(name))
}

// The role of the last node of a path, by what stands directly around it.
function roleAt(path: readonly Node[]): ErrorRole | null {
  const [node, parent] = [path.at(-1), path.at(-2)]
  if (node === undefined || parent === undefined) return null
  if (isCall(parent)) return roleOfArgument(parent, node)
  const key =
    parent.type === 'ObjectProperty' && parent.value === node
      ? parent.key
      : /^(Object|Class)Method$/.test(node.type) && 'key' in node
        ? (node.key as Node)
        : parent.type === 'AssignmentExpression' && parent.right === node && 'property' in parent.left
          ? (parent.left.property as Node)
          : null
  return key !== null && errorWord.test(textOf(key)) ? 'an error handler' : null
}

/** What a call takes one of its arguments for, where that is for errors. */
export function roleOfArgument(call: Call, node: Node): ErrorRole | null {
  const given: readonly Node[] = call.arguments
  const index = given.indexOf(node)
  if (index === -1) return null
  const name = nameOfCall(call)
  if ((name === 'catch' && index === 0) || (name === 'then' && index === 1))
    return 'a promise’s rejection handler'
  const isForErrors = call.arguments
    .slice(0, index)
    .some(argument => argument.type === 'StringLiteral' && errorWord.test(argument.value))
  // An event of a failure that hands nothing on is one of several ends, and no error.
  if (isForErrors)
    return isFunction(node) && node.params.length === 0 && !isErrorEvent(call)
      ? null
      : 'a listener for errors'
  return name !== null && errorWord.test(name) ? 'an error handler' : null
}

function isErrorEvent({ arguments: [event] }: Call): boolean {
  return event?.type === 'StringLiteral' && /err|exception/i.test(event.value)
}

function textOf(key: Node): string {
  return key.type === 'Identifier' ? key.name : key.type === 'StringLiteral' ? key.value : ''
}

/** The name that a path's last node, a function, is declared by: `const fail = error => …`, `function fail(error) { … }`. */
export function nameGivenTo(path: readonly Node[]): string | null {
  const [fn, parent] = [path.at(-1), path.at(-2)]
  if (fn?.type === 'FunctionDeclaration') return fn.id?.name ?? null
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' ? parent.id.name : null
}

// The roles in which a name is handed on; to be called by it is none.
function usesOf(node: Node, name: string, text: string, path: readonly Node[]): (ErrorRole | null)[] {
  // Files are large and conflicts may be many: where the name is not in the text, there is nothing to visit.
  if (!text.slice(node.start ?? 0, node.end ?? text.length).includes(name)) return []
  const inner = [...path, node]
  if (node.type === 'Identifier' && node.name === name) {
    const parent = path.at(-1)
    const isHandedOn =
      (isCall(parent) && parent.arguments.includes(node)) ||
      (parent?.type === 'ObjectProperty' && parent.value === node) ||
      (parent?.type === 'AssignmentExpression' && parent.right === node)
    return isHandedOn ? [roleAt(inner)] : []
  }
  return childrenOf(node).flatMap(child => usesOf(child, name, text, inner))
}
