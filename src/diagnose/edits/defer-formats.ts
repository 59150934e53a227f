import { contains, isCall, nameOfCall, rootOf, type SyntaxPosition } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { sendsBody } from '../syntax/response-call'
import { type Edit, insertion } from './edit'

/** Gives `res.format` functions where it was given what they return, so that it calls the one that the client asks for. */
export function deferFormats({ sides }: Evidence): Edit[] {
  const [one, other] = [sides?.first.position, sides?.second.position]
  if (one == null || other == null || one.source !== other.source) return []
  const formats = formatsAround(one)
  if (formats === null || !contains(formats, other.offset)) return []
  const root = one.call === null ? '' : rootOf(one.source, one.call)
  const values = formats.properties.map(property =>
    property.type === 'ObjectProperty' ? property.value : null,
  )
  const areSent = values.every(
    value => isCall(value) && sendsBody(nameOfCall(value)) && rootOf(one.source, value) === root,
  )
  return areSent ? values.map(value => insertion(one.source, value?.start ?? 0, '() => ')) : []
}

function formatsAround({ around, call, source }: SyntaxPosition) {
  const formats = around.findLast(
    node =>
      isCall(node) &&
      nameOfCall(node) === 'format' &&
      call !== null &&
      rootOf(source, node) === rootOf(source, call),
  )
  const given = isCall(formats) ? formats.arguments[0] : undefined
  return given?.type === 'ObjectExpression' && around.includes(given) ? given : null
}
