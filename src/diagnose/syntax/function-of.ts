import type { Node } from '@babel/types'
import { type FunctionNode, isFunction } from '../../source/syntax-position'
import { childrenOf, type SourceFile } from '../../source/syntax-tree'

/**
 * The function that an expression stands for: one that is written there, or the only one that its file declares by that name,
 * `show` or `this.show`. `null` where that is not known.
 */
export function functionOf(node: Node, source: SourceFile): FunctionNode | null {
  if (isFunction(node)) return node
  const name = declaredNameOf(node)
  const found = name === null ? [] : declarationsOf(source.root, name, source.text)
  return found.length === 1 ? (found[0] ?? null) : null
}

function declaredNameOf(node: Node): string | null {
  if (node.type === 'Identifier') return node.name
  const isOwn = node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && !node.computed
  return isOwn && node.property.type === 'Identifier' ? node.property.name : null
}

// `null` for what is declared and no function.
function declarationsOf(node: Node, name: string, text: string): (FunctionNode | null)[] {
  // Files are large: where the name is not in the text, there is nothing to visit.
  if (!text.slice(node.start ?? 0, node.end ?? text.length).includes(name)) return []
  const own = declared(node, name)
  return [
    ...(own === undefined ? [] : [own]),
    ...childrenOf(node).flatMap(each => declarationsOf(each, name, text)),
  ]
}

function declared(node: Node, name: string): FunctionNode | null | undefined {
  if (isFunction(node) && node.params.some(param => isNamed(param, name))) return null
  switch (node.type) {
    case 'FunctionDeclaration':
      return isNamed(node.id, name) ? node : undefined
    case 'ClassMethod':
    case 'ClassPrivateMethod':
    case 'ObjectMethod':
      return isNamed(node.key, name) ? node : undefined
    case 'ClassProperty':
      return isNamed(node.key, name) ? functionOrNull(node.value) : undefined
    case 'VariableDeclarator':
      return isNamed(node.id, name) ? functionOrNull(node.init) : undefined
    case 'AssignmentExpression':
      return isNamed(node.left, name) ? null : undefined
    default:
      return undefined
  }
}

function functionOrNull(node: Node | null | undefined): FunctionNode | null {
  return node != null && isFunction(node) ? node : null
}

function isNamed(node: Node | null | undefined, name: string): boolean {
  return node?.type === 'Identifier' && node.name === name
}
