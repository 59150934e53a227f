import { syntaxPositionOf } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { likelyReturn } from '../edits/likely-return'
import { listenOnceInBoth } from '../edits/listen-once'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { runOnce } from '../edits/run-once'
import type { Evidence } from '../evidence'
import { isLater, isSamePosition } from '../fork/frame-comparison'
import { describe, formatPosition, isName } from '../sentence'
import { commonCallbackOf, resultCallsOf } from '../shape/common-callback'
import { isOnePosition } from '../shape/side'

/** The same callback, listener or timer ran twice and responded in both runs. */
export const callbackTwice: Cause<'any'> = {
  code: 'callback-twice',
  shapes: { any: { relation: 'two runs' } },
  explain(evidence) {
    const { conflict, fork, sides, first, second } = evidence
    const common = fork === null || sides === null ? null : commonCallbackOf(fork, sides, evidence.next)
    const called = common?.frame.function ?? calleeOf(evidence)
    const name = isName(called) ? called : 'the same callback'
    const [one, other] = callsOf(evidence)
    const isOneLine = sides === null || isOnePosition(sides)
    return {
      evidence: [
        `both responses came from ${name}, which ran twice`,
        isOneLine
          ? common?.isListening
            ? `what ${one} started called it each time`
            : `it was handed on once, at ${one}`
          : `it was called at ${one} and again at ${other}`,
      ],
      summary: `got its response from ${describe(conflict.first)} in ${name}, which ran again and responded again with ${describe(conflict.second)}`,
      suggestion: suggestionFor(evidence, one, other),
      edits: firstOf(
        () => listenOnceInBoth(evidence),
        () => (sides !== null && isOneLine ? runOnce(sides.first, first ?? second) : []),
        () => removeDuplicate(evidence),
        () => returnAfter(evidence),
      ),
      candidates: likelyReturn(evidence),
    }
  },
}

function calleeOf({ sides, next }: Evidence): string {
  const result = sides === null ? null : resultCallsOf(sides, next)
  const position = result === null ? sides?.first.position : syntaxPositionOf(result.first)
  const callee = position?.call?.callee
  return callee?.type === 'Identifier' ? callee.name : ''
}

// Where each run was called, or had been handed on, in the order of the source.
function callsOf({ fork, sides, next }: Evidence): [string, string] {
  if (fork === null || sides === null) return ['', '']
  const common = commonCallbackOf(fork, sides, next)
  const result = common === null ? resultCallsOf(sides, next) : null
  const isOneCall = isSamePosition(common?.firstCall, common?.secondCall)
  const first = result?.first ?? (isOneCall ? null : common?.firstCall) ?? sides.first.frame
  const second = result?.second ?? (isOneCall ? null : common?.secondCall) ?? sides.second.frame
  const calls = first.path === second.path && isLater(first, second) ? [second, first] : [first, second]
  return calls.map(formatPosition) as [string, string]
}

function suggestionFor({ sides, shape }: Evidence, one: string, other: string): string {
  if (sides !== null && !isOnePosition(sides))
    return `Call the callback once: after the call at ${one} that at ${other} must not be reached.`
  const isInterval =
    shape.first === 'starts an interval' || sides?.first.asyncReasons.includes('setInterval') === true
  return isInterval
    ? 'Clear the timer before responding.'
    : 'Let it run once: remove the listener, or stop what calls it, before responding.'
}
