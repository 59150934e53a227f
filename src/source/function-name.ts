import type { Class, Node } from '@babel/types'
import type { SourcePosition } from './source-position'
import { type FunctionNode, isFunction, syntaxPositionOf } from './syntax-position'

/**
 * What V8 would call the function that a position is in, if it ran the author's text: a compiler, a bundler or a test runner may have
 * renamed it. `null` for one without a name; `undefined` where the source does not say.
 *
 * https://tc39.es/ecma262/#sec-runtime-semantics-namedevaluation; beyond that V8 names what is assigned to a member.
 */
export function functionNameAt(position: SourcePosition): string | null | undefined {
  const around = syntaxPositionOf(position)?.around
  return around === undefined ? undefined : functionNameIn(around)
}

/** The same for the innermost function among the nodes around a position, which are given from the file inwards. */
export function functionNameIn(around: readonly Node[]): string | null | undefined {
  const at = around.findLastIndex(node => isFunction(node) || node.type === 'ClassBody')
  const node = around[at]
  // The top level of a file.
  if (node === undefined) return null
  return isFunction(node) ? nameOf(node, around.slice(0, at)) : undefined
}

function nameOf(node: FunctionNode, outer: readonly Node[]): string | null | undefined {
  switch (node.type) {
    case 'ObjectMethod':
    case 'ClassMethod':
    case 'ClassPrivateMethod':
      return node.kind === 'constructor' ? nameOfClass(outer) : methodNameOf(node)
    default:
      return ('id' in node ? node.id?.name : undefined) ?? nameByPlace(node, outer)
  }
}

type Method = Extract<FunctionNode, { type: 'ObjectMethod' | 'ClassMethod' | 'ClassPrivateMethod' }>

function methodNameOf(method: Method): string | undefined {
  const name = method.type !== 'ClassPrivateMethod' && method.computed ? undefined : keyOf(method.key)
  return name !== undefined && (method.kind === 'get' || method.kind === 'set')
    ? `${method.kind} ${name}`
    : name
}

function nameOfClass(outer: readonly Node[]): string | null | undefined {
  const at = outer.findLastIndex(({ type }) => type === 'ClassDeclaration' || type === 'ClassExpression')
  const node = outer[at] as Class | undefined
  return node === undefined ? undefined : (node.id?.name ?? nameByPlace(node, outer.slice(0, at)))
}

/** The name that an anonymous function or class gets from its context. */
function nameByPlace(node: Node, outer: readonly Node[]): string | null | undefined {
  const parent = outer.at(-1)
  switch (parent?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return nameByPlace(parent, outer.slice(0, -1))
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined
    case 'AssignmentPattern':
      return parent.left.type === 'Identifier' ? parent.left.name : undefined
    case 'AssignmentExpression':
      return parent.right === node ? assignedName(parent.left) : undefined
    case 'ObjectProperty':
    case 'ClassProperty':
      return parent.computed ? undefined : keyOf(parent.key)
    case 'ClassPrivateProperty':
      return keyOf(parent.key)
    case 'ExportDefaultDeclaration':
      return 'default'
    case 'CallExpression':
    case 'OptionalCallExpression':
    case 'NewExpression':
    case 'ReturnStatement':
    case 'ArrowFunctionExpression':
      return null
    default:
      return undefined
  }
}

// `exports.show`, but not `this.show`, of which V8 may name the function around it.
function assignedName(left: Node): string | undefined {
  if (left.type === 'Identifier') return left.name
  if (left.type !== 'MemberExpression' || left.computed) return undefined
  const object = assignedName(left.object)
  const name = keyOf(left.property)
  return object === undefined || name === undefined || name === 'prototype' ? undefined : `${object}.${name}`
}

function keyOf(key: Node): string | undefined {
  switch (key.type) {
    case 'Identifier':
      return key.name
    case 'PrivateName':
      return `#${key.id.name}`
    case 'StringLiteral':
      return key.value
    case 'NumericLiteral':
      return String(key.value)
    default:
      return undefined
  }
}
