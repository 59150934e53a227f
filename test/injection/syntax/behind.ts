import type { Node, Statement } from '@babel/types'
import { siblingsIn } from './source'
import { isFunction, type Place } from './walk'

/** What is around a place in its own function, the outermost first, and the place itself. */
export function ownAround({ node, parents }: Place): Node[] {
  return [...parents.slice(parents.findLastIndex(isFunction) + 1), node]
}

/** The statements of its function that stand behind a place, and behind what it is in: they come next if nothing jumps. */
export function statementsBehind(place: Place): Statement[] {
  const own = ownAround(place)
  return own.flatMap((node, index) => {
    const siblings = siblingsIn(node)
    const position = siblings.findIndex(statement => statement === own[index + 1])
    return position === -1 ? [] : siblings.slice(position + 1)
  })
}
