import { type Node, VISITOR_KEYS } from '@babel/types'

/** A node and what it is in, the outermost first. */
export interface Place<Kind extends Node = Node> {
  readonly node: Kind
  readonly parents: readonly Node[]
}

/** The nodes directly in a node, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const values = (VISITOR_KEYS[node.type] ?? []).map(key => (node as unknown as Record<string, unknown>)[key])
  return values.flat().filter((value): value is Node => value !== null && value !== undefined)
}

/** Every node of a tree, each before those in it. */
export function* placesIn(node: Node, parents: readonly Node[] = []): Generator<Place> {
  yield { node, parents }
  const inside = [...parents, node]
  for (const child of childrenOf(node)) yield* placesIn(child, inside)
}

/** Every node of a function's own body, those of functions in it left out. */
export function* ownNodesIn(node: Node): Generator<Node> {
  yield node
  for (const child of childrenOf(node)) if (!isFunction(child)) yield* ownNodesIn(child)
}

/** A node that is called: a function, an arrow, a method. */
export function isFunction(node: Node): boolean {
  return /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|ClassMethod|ClassPrivateMethod)$/.test(
    node.type,
  )
}

/** Where a node begins and ends in the text, as offsets. */
export function rangeOf(node: Node): { readonly start: number; readonly end: number } {
  if (node.start == null || node.end == null) throw new Error(`a ${node.type} without a place`)
  return { start: node.start, end: node.end }
}
