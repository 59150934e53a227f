import type { Node } from '@babel/types'
import type { OracleRun } from '../run/runs'
import { isCode } from '../syntax/is-code'
import { sourceOf } from '../syntax/source'
import { isFunction, rangeOf } from '../syntax/walk'

type Files = ReadonlyMap<string, string>

/** The calls that one run of a program made for a request and another did not, as text: what has become dead code. */
export function callsMissing(
  meant: OracleRun,
  meantFiles: Files,
  other: OracleRun,
  otherFiles: Files,
): string[] {
  const [wanted, made] = [callsOf(meant, meantFiles), callsOf(other, otherFiles)]
  // A listener that removes itself after its first run may as well be registered for that run only.
  const once = new Set([...made].flatMap(call => (/\.once\(/.test(call) ? [call.replace(/^\d+: /, '')] : [])))
  const isOnce = (call: string) =>
    once.has(call.replace(/^\d+: /, '').replace(/\.(on|off|removeListener)\(/, '.once('))
  return [...wanted].filter(call => !made.has(call) && !isOnce(call))
}

// Each call with the index of its request before it.
function callsOf({ made, positions }: OracleRun, files: Files): Set<string> {
  const texts = new Map<string, Map<string, string>>()
  for (const [file, text] of files) if (isCode(file)) texts.set(file, signaturesIn(file, text))
  return new Set(
    [...made].flatMap(([request, ids]) =>
      ids.flatMap(id => {
        const call = positions.calls.get(id)
        const text = call === undefined ? undefined : texts.get(call.file)?.get(`${call.start}-${call.end}`)
        return text === undefined ? [] : [`${request}: ${text}`]
      }),
    ),
  )
}

function signaturesIn(file: string, text: string): Map<string, string> {
  const { places } = sourceOf(file, text)
  return new Map(
    places.flatMap(({ node }) => {
      const { start, end } = node.type === 'File' || node.start == null ? { start: 0, end: 0 } : rangeOf(node)
      return /^(Optional)?CallExpression$|^NewExpression$|^AssignmentExpression$/.test(node.type)
        ? [[`${start}-${end}`, signatureOf(node, text)] as const]
        : []
    }),
  )
}

// A call without the bodies of the functions that it is given.
function signatureOf(node: Node, text: string): string {
  if (isFunction(node)) return 'function'
  if ('callee' in node && 'arguments' in node) {
    const given = node.arguments.map(each => signatureOf(each as Node, text))
    return `${signatureOf(node.callee as Node, text)}(${given.join(', ')})`
  }
  if (node.type === 'MemberExpression')
    return `${signatureOf(node.object, text)}.${signatureOf(node.property, text)}`
  const { start, end } = rangeOf(node)
  return text.slice(start, end).replace(/\s+/g, ' ')
}
