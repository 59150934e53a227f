import type { Expression } from '@babel/types'
import { functionsAround, insideOf, isChainFrom, type SyntaxPosition } from '../../source/syntax-position'

/** Whether what called a function waits for what is called there: it is awaited or returned. */
export function isJoined(position: SyntaxPosition | null): boolean {
  const fn = position === null ? undefined : functionsAround(position)[0]
  if (position?.call == null || fn === undefined) return false
  const inside = [fn.body, ...insideOf(fn.body, position)]
  const start = inside.indexOf(position.call)
  const awaited = inside
    .slice(0, start)
    .findLast(node => node.type === 'AwaitExpression' || node.type === 'ReturnStatement')
  const expression =
    awaited === undefined ? (fn.body.type === 'BlockStatement' ? null : fn.body) : awaited.argument
  return expression != null && isChainFrom(position.call, expression as Expression)
}
