import type { Frame } from '../../locate/frame'
import { isCall, nameOfCall, syntaxPositionOf } from '../../source/syntax-position'
import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { likelyReturn } from '../edits/likely-return'
import { isPiece, listenOnceInBoth } from '../edits/listen-once'
import { removeDuplicate } from '../edits/remove-duplicate'
import { returnAfter } from '../edits/return-after'
import { runOnce } from '../edits/run-once'
import type { Evidence } from '../evidence'
import { isLater, isSamePosition } from '../fork/frame-comparison'
import { isIteration } from '../fork/repeated'
import { describe, formatPosition, isName } from '../sentence'
import { type CommonCallback, commonCallbackOf, resultCallsOf } from '../shape/common-callback'
import { type ForkSide, inSourceOrder, isOnePosition } from '../shape/side'

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
    const listener = common === null || common.firstCall !== null ? null : listenerOf(common)
    return {
      evidence: [
        `both responses came from ${name}, which ran twice`,
        listener !== null && !isOneLine
          ? `it listens to ${listener.event}, which was emitted twice (${listener.at})`
          : isOneLine
            ? common?.isListening
              ? common.firstCall === null
                ? `what ${one} started called it each time`
                : `${formatPosition(common.firstCall)} called it each time`
              : `it was handed on once, at ${one}`
            : `it was called at ${one} and again at ${other}`,
      ],
      summary: `got its response from ${describe(conflict.first)} in ${name}, which ran again and responded again with ${describe(conflict.second)}`,
      suggestion: isCalledAgain(common)
        ? `Call ${isName(called) ? called : 'the callback'} once: ${formatPosition(common.firstCall)} calls it each time. Take note that it has been called, and do not call it again.`
        : suggestionFor(evidence, { name: isName(called) ? called : 'the callback', one, other }, listener),
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

// One line of the application calls what it was given, in runs that somebody else has started.
function isCalledAgain(common: CommonCallback | null): common is CommonCallback & { firstCall: Frame } {
  return common?.isListening === true && isSamePosition(common.firstCall, common.secondCall)
}

interface Calls {
  readonly name: string
  readonly one: string
  readonly other: string
}

interface Listener {
  readonly event: string
  readonly at: string
}

// `job.on('row', row => …)`, where it is added; `null` for a function that is no listener, or is written elsewhere.
function listenerOf({ fn, frame }: Pick<CommonCallback, 'fn' | 'frame'>): Listener | null {
  const position = syntaxPositionOf(frame)
  const call = position?.around[position.around.indexOf(fn) - 1]
  if (position == null || !isCall(call) || !/^(on|addListener)$/.test(nameOfCall(call) ?? '')) return null
  const [event] = call.arguments
  if (event?.type !== 'StringLiteral') return null
  const { line } = position.source.positionOf(call.callee.end ?? 0)
  return { event: event.value, at: `${position.source.file}:${line}` }
}

function suggestionFor(
  { sides, shape }: Evidence,
  { name, one, other }: Calls,
  listener: Listener | null,
): string {
  if (listener !== null && isPiece(listener.event))
    return `What comes by ${listener.event} comes in pieces, and the listener that is added at ${listener.at} runs for each: collect them there, and respond once when all have come.`
  if (listener !== null && sides !== null && !isOnePosition(sides))
    return `Respond to the first ${listener.event} alone: remove the listener that is added at ${listener.at} then, or add it with \`once\`.`
  if (sides !== null && !isOnePosition(sides)) {
    const [earlier] = inSourceOrder(sides, sides)
    const iteration = iterationOf(earlier)
    if (iteration !== null)
      return `Call ${name} once: a return in the callback of ${iteration} leaves that alone, and the call at ${other} is reached all the same. Find the result first, and call ${name} with it.`
    const areListeners = [sides.first, sides.second].every(isListening)
    return areListeners
      ? `Call ${name} once: both events come, one after the other. Take note of the first, and call it in the listener that comes last.`
      : `Call ${name} once: after the call at ${one} that at ${other} must not be reached.`
  }
  const isInterval =
    shape.first === 'starts an interval' || sides?.first.asyncReasons.includes('setInterval') === true
  return isInterval
    ? 'Clear the timer before responding.'
    : 'Let it run once: remove the listener, or stop what calls it, before responding.'
}

// `users.map(user => { if (…) return done(null, user) })`, by the name of the list's method.
function iterationOf({ frame, position }: ForkSide): string | null {
  return position?.call != null && isIteration(frame) ? nameOfCall(position.call) : null
}

function isListening({ position }: ForkSide): boolean {
  return position?.call != null && /^(on|once|addListener)$/.test(nameOfCall(position.call) ?? '')
}
