import { functionsAround, insideOf, rootOf, type SyntaxPosition } from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { listOf } from '../syntax/flow'
import { errorRoleOf } from '../syntax/registration'
import { statementBefore } from './beside'
import type { Candidate } from './candidate'
import { responseOf } from './sent-check'

/**
 * Destroys a response that has begun where an error comes too late for another one. Only in what runs for errors, and only where
 * the response was not complete: what the client has of it is cut off, so that it does not wait for the rest.
 */
export function likelyDestroy({ conflict, second }: Evidence): Candidate[] {
  if (second?.call == null || conflict.raw.isEnded || conflict.second.site === null) return []
  const fn = functionsAround(second).find(each => errorRoleOf(each, second) !== null)
  if (fn === undefined || fn.body.type !== 'BlockStatement') return []
  const response = rootOf(second.source, second.call)
  const before = firstWith(response, second, [fn.body, ...insideOf(fn.body, second)].find(isList))
  const own = responseOf(conflict.second, response)
  if (own === null || !/^[\w$.]+$/.test(response) || before === undefined) return []
  const [error] = fn.params
  const given = error?.type === 'Identifier' ? error.name : ''
  const text = `if (${own}.headersSent) return ${own}.destroy(${given})`
  return [
    {
      text: `Where the response has begun, destroy it instead of responding again at ${formatPosition(conflict.second.site)}.`,
      edits: [statementBefore(second.source, before, text)],
    },
  ]
}

function isList(node: Parameters<typeof listOf>[0]): boolean {
  return listOf(node) !== null
}

// The first statement of a list that has to do with the response.
function firstWith(response: string, { source, offset }: SyntaxPosition, list: Parameters<typeof listOf>[0]) {
  return listOf(list)?.find(({ start, end }) => {
    const text = source.text.slice(start ?? 0, end ?? 0)
    return (start ?? 0) <= offset && text.includes(`${response}.`)
  })
}
