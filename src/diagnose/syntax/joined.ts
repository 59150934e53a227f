import type { AwaitExpression, Expression, ReturnStatement } from '@babel/types'
import { functionsAround, insideOf, isChainFrom, type SyntaxPosition } from '../../source/syntax-position'

/** Whether what called a function waits for what is called there: it is awaited or returned. */
export function isJoined(position: SyntaxPosition | null): boolean {
  return isEndOf(position, ['AwaitExpression', 'ReturnStatement'])
}

/** Whether what a function calls there is what it returns, awaited or not. */
export function isReturned(position: SyntaxPosition | null): boolean {
  return isEndOf(position, ['ReturnStatement'])
}

function isEndOf(
  position: SyntaxPosition | null,
  types: readonly (AwaitExpression | ReturnStatement)['type'][],
): boolean {
  const fn = position === null ? undefined : functionsAround(position)[0]
  if (position?.call == null || fn === undefined) return false
  const inside = [fn.body, ...insideOf(fn.body, position)]
  const start = inside.indexOf(position.call)
  const awaited = inside
    .slice(0, start)
    .findLast((node): node is AwaitExpression | ReturnStatement => types.some(type => type === node.type))
  const expression =
    awaited === undefined ? (fn.body.type === 'BlockStatement' ? null : fn.body) : awaited.argument
  return expression != null && isChainFrom(position.call, expression as Expression)
}
