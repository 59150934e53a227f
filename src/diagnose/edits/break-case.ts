import type { SwitchCase, SwitchStatement } from '@babel/types'
import { contains, functionsAround, type SyntaxPosition } from '../../source/syntax-position'
import type { Fork } from '../fork/fork'
import { lastOf } from '../shape/relation'
import { isSure } from '../syntax/flow'
import { respondsAfter } from '../syntax/responds-after'
import { type Means, statementsRespond } from '../syntax/responds-always'
import { statementAfter } from './beside'
import type { Edit } from './edit'
import { endingOf } from './ending'

/** Ends a case of a `switch` that runs on into the next, where each request that comes to it is responded to there. */
export function breakCase(
  choice: SwitchStatement,
  { consequent }: SwitchCase,
  response: SyntaxPosition,
  means: Means | null,
  fork: Fork | null,
): Edit[] {
  const last = lastOf(consequent)
  if (last === undefined || !isAlways(consequent, response, means)) return []
  // What comes after the switch may respond again.
  const around = response.around.slice(0, response.around.indexOf(choice) + 1)
  const isFollowed = respondsAfter({ ...response, around })
  const [fn] = functionsAround(response)
  if (isFollowed && (fork === null || fn === undefined || endingOf(fn, response, fork) === null)) return []
  const { source } = response
  const jump = isFollowed ? 'return' : 'break'
  return [statementAfter(source, last, jump)]
}

// Where the case responds under a condition only, other requests may be meant to run on into the next.
function isAlways(
  consequent: SwitchCase['consequent'],
  response: SyntaxPosition,
  means: Means | null,
): boolean {
  if (means !== null && statementsRespond(consequent, means)) return true
  return consequent.some(statement => contains(statement, response.offset) && isSure(statement, response))
}
