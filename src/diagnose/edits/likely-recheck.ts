import type { Statement } from '@babel/types'
import type { Frame } from '../../locate/frame'
import type { LocatedSide } from '../../locate/locate'
import {
  expressionOf,
  type FunctionNode,
  functionsAround,
  isArgumentOf,
  isCall,
  nameOfCall,
  type SyntaxPosition,
  statementAround,
  syntaxPositionOf,
} from '../../source/syntax-position'
import type { Evidence } from '../evidence'
import { formatPosition } from '../sentence'
import { listOf } from '../syntax/flow'
import { statementAfter, statementBefore } from './beside'
import type { Candidate } from './candidate'
import { rootAt } from './means-of'
import { sentCheckOf } from './sent-check'

/**
 * Lets work that a deadline has overtaken go on only where there is no response yet: right after what it waited for, or at the
 * beginning of its callback. What it would do after that does not run then.
 */
export function likelyRecheck({ conflict, second }: Evidence): Candidate[] {
  const { site, via } = conflict.second
  const name = second === null ? null : rootAt(second)
  // What the end of another framework's handler means is not known.
  if (site?.owner !== 'app' || second === null || name === null || !via.startsWith('res.')) return []
  const check = /^[\w$.]+$/.test(name) ? sentCheckOf(conflict.second, name) : null
  const [fn] = functionsAround(second)
  if (check === null || fn === undefined) return []
  const text = `if (${check}) return`
  const wait = waitOf(conflict.second, fn)
  const waiting = wait === null ? null : statementIn(wait, second)
  if (wait !== null && waiting !== null)
    return [
      {
        text: `Go on after ${formatPosition(wait.frame)} only where there is no response yet.`,
        edits: [statementAfter(second.source, waiting, text)],
      },
    ]
  const start = isCallback(fn, second) ? firstOf(fn, second) : undefined
  if (wait !== null || start === undefined) return []
  return [
    {
      text: `Run the callback around ${formatPosition(site)} only where there is no response yet.`,
      edits: [statementBefore(second.source, start, text)],
    },
  ]
}

interface Wait {
  readonly frame: Frame
  readonly position: SyntaxPosition
}

// Where a function waited before it went on to its send.
function waitOf({ site, path }: LocatedSide, fn: FunctionNode): Wait | null {
  const [own, before] = path
  if (before?.reason !== 'await' || own?.frames.findLast(({ owner }) => owner !== 'node') !== site)
    return null
  const frame = before.frames.find(({ owner }) => owner !== 'node')
  const position = frame === undefined ? null : syntaxPositionOf(frame)
  if (frame === undefined || position === null || functionsAround(position)[0] !== fn) return null
  return { frame, position }
}

// The statement that waits, in a list of which it is no last word.
function statementIn({ position }: Wait, { offset }: SyntaxPosition): Statement | null {
  const statement = statementAround(position)
  if (statement === null || !/^(Expression|Variable)/.test(statement.type)) return null
  if (listOf(position.around[position.around.indexOf(statement) - 1]) === null) return null
  // The send itself may be what comes next in the statement.
  return offset < (statement.end ?? 0) && offset >= (statement.start ?? 0) ? null : statement
}

function isCallback(fn: FunctionNode, { around }: SyntaxPosition): boolean {
  const parent = around[around.indexOf(fn) - 1]
  return isCall(parent) && isArgumentOf(parent, fn) && !fn.async
}

function firstOf({ body }: FunctionNode, { offset }: SyntaxPosition): Statement | undefined {
  const list = body.type === 'BlockStatement' ? body.body : []
  // The timer is done with in any case.
  const first = list.find(statement => {
    const call = expressionOf(statement)
    return !isCall(call) || nameOfCall(call) !== 'clearTimeout'
  })
  return first !== undefined && (first.start ?? 0) <= offset ? first : undefined
}
