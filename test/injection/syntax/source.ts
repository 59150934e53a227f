import type { CallExpression, ExpressionStatement, Node, ReturnStatement, Statement } from '@babel/types'
import { parse } from './parse'
import type { Splice } from './splice'
import { isFunction, type Place, placesIn, rangeOf } from './walk'

/** A file of a program, with every place in it. */
export interface Source {
  readonly file: string
  readonly text: string
  readonly places: readonly Place[]
}

export function sourceOf(file: string, text: string): Source {
  return { file, text, places: [...placesIn(parse(text, file).program)] }
}

/** The places of one type of node. */
export function placesOf<Type extends Node['type']>(
  source: Source,
  type: Type,
): Place<Extract<Node, { type: Type }>>[] {
  return source.places.filter(
    (place): place is Place<Extract<Node, { type: Type }>> => place.node.type === type,
  )
}

/** The text of a node. */
export function textOf({ text }: Source, node: Node): string {
  const { start, end } = rangeOf(node)
  return text.slice(start, end)
}

/** A call that is a statement of its own, or what one returns. */
export interface CallStatement {
  readonly statement: ExpressionStatement | ReturnStatement
  readonly call: CallExpression
  /** Whether an `await` stands before it. */
  readonly isAwaited: boolean
  readonly parents: readonly Node[]
  /** The statements that it is one of, and its index there; empty where it is the only one of a branch. */
  readonly siblings: readonly Statement[]
  readonly index: number
  /** The innermost function around it. */
  readonly fn: Node | undefined
}

/** Every call that is a statement, or is returned by one. */
export function callStatementsOf(source: Source): CallStatement[] {
  return source.places.flatMap(({ node, parents }) => {
    if (node.type !== 'ExpressionStatement' && node.type !== 'ReturnStatement') return []
    const whole = node.type === 'ExpressionStatement' ? node.expression : node.argument
    const isAwaited = whole?.type === 'AwaitExpression'
    const call = isAwaited ? whole.argument : whole
    if (call?.type !== 'CallExpression') return []
    const siblings = siblingsIn(parents.at(-1))
    const fn = parents.findLast(isFunction)
    return [{ statement: node, call, isAwaited, parents, siblings, index: siblings.indexOf(node), fn }]
  })
}

/** The statements directly in a node. */
export function siblingsIn(node: Node | undefined): readonly Statement[] {
  if (node?.type === 'BlockStatement' || node?.type === 'Program') return node.body
  return node?.type === 'SwitchCase' ? node.consequent : []
}

/** What stands before the first word of a node's line. */
export function indentAt({ text }: Source, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset)
  return /^\s*/.exec(line)?.[0] ?? ''
}

/** `;` where the author ends statements with it. */
export function semicolonOf(source: Source, node: Node): string {
  return textOf(source, node).endsWith(';') ? ';' : ''
}

/** Puts a line behind a statement. */
export function lineAfter(source: Source, node: Node, line: string): Splice {
  const { start, end } = rangeOf(node)
  return { start: end, end, text: `\n${indentAt(source, start)}${line}${semicolonOf(source, node)}` }
}

/** Puts a line before a statement. */
export function lineBefore(source: Source, node: Node, line: string): Splice {
  const { start } = rangeOf(node)
  return { start, end: start, text: `${line}${semicolonOf(source, node)}\n${indentAt(source, start)}` }
}

/** Takes a statement out, with its line where it is alone there. */
export function removal({ text }: Source, node: Node): Splice {
  const { start, end } = rangeOf(node)
  const line = text.lastIndexOf('\n', start - 1) + 1
  const isAlone = text.slice(line, start).trim() === '' && text[end] === '\n'
  return isAlone ? { start: line, end: end + 1, text: '' } : { start, end, text: '' }
}
