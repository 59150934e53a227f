import type { Node } from '@babel/types'
import type { LocatedConflict } from '../../locate/locate'
import { functionsAround, isCall, nameOfCall } from '../../source/syntax-position'
import { childrenOf } from '../../source/syntax-tree'
import type { Cause } from '../cause'
import type { Finding } from '../diagnosis'
import type { Edit } from '../edits/edit'
import { errorsOnly } from '../edits/errors-only'
import { intoCallback } from '../edits/into-callback'
import { isWork, likelyNoNext } from '../edits/likely-no-next'
import { likelyReturn } from '../edits/likely-return'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import type { Evidence } from '../evidence'
import { isSamePosition } from '../fork/frame-comparison'
import { describe, formatPosition, nameOf } from '../sentence'
import type { Action } from '../shape/action'
import { handsOnError, type NextCall } from '../shape/next-call'
import type { PackageBetween } from '../shape/package-between'
import {
  type ForkSide,
  type ForkSides,
  isInNestedFunction,
  isInSourceOrder,
  isOnePosition,
} from '../shape/side'

const next: readonly Action[] = ['calls next', 'hands next on']
const other: readonly Action[] = [
  'responds',
  'calls a helper',
  'calls back',
  'starts work',
  'starts an interval',
  'is a package',
]

/** A middleware responded and also called `next()`, in either order, and something further down responded too. */
export const nextAfterResponse: Cause<'nextFirst' | 'nextSecond' | 'promise' | 'package'> = {
  code: 'next-after-response',
  shapes: {
    nextFirst: { first: next, second: other },
    nextSecond: { first: other, second: next },
    promise: { second: 'is gone on to' },
    package: { relation: 'through a package' },
  },
  explain(evidence) {
    const { conflict, fork, sides, next } = evidence
    if (evidence.shape.second === 'is gone on to') return byPromise(evidence)
    if (evidence.between !== null) return byPackage(evidence.conflict, evidence.between)
    const { name, again } = nameOf(fork, 'middleware')
    const call = next.first ?? next.second
    const own = next.first === null ? sides?.first : sides?.second
    const [responds, goesOn] = [own?.frame, call?.frame].map(frame =>
      frame === undefined ? '' : formatPosition(frame),
    )
    const called = call === null ? 'next()' : callOf(call)
    const isHandedOn = call?.isCalled === false
    const edits = editsOf(evidence, call, own)
    return {
      evidence: [
        call?.isForErrors === true
          ? `${name} hands ${call.name} what fails at ${goesOn}, goes on, and responds at ${responds}`
          : isHandedOn
            ? `${name} responds at ${responds} and hands ${call.name} on there, to be called when that is done`
            : next.first !== null
              ? `${name} calls ${called} at ${goesOn} and responds at ${responds}`
              : `${name} responds at ${responds} and calls ${called} at ${goesOn}`,
      ],
      summary:
        next.first !== null
          ? `was handed on by ${name} (${goesOn}) and got its response further down from ${describe(conflict.first)}; then ${again} responded too, with ${describe(conflict.second)}`
          : `got its response in ${name} from ${describe(conflict.first)}, which ${call?.isForErrors === true ? `had handed ${call.name} an error` : isHandedOn ? `handed ${call.name} on to be called later` : `then called ${called}`} (${goesOn}); further down ${describe(conflict.second)} responded again`,
      suggestion: suggestionFor(evidence, call, own, called, edits),
      edits,
      candidates: [
        ...(sides === null || own === undefined || call === null ? [] : likelyNoNext(sides, own, call)),
        ...likelyReturn(evidence),
      ],
    }
  },
}

// `next(error)`, by the words of the source.
function callOf(next: NextCall): string {
  const [error] = next.call.arguments
  const given = error?.type === 'Identifier' && handsOnError(next) ? error.name : ''
  return `${next.name}(${given})`
}

// A middleware from a package called back, and went on all the same.
function byPackage(
  { first, second }: LocatedConflict,
  { package: name, calledFirst }: PackageBetween,
): Finding {
  const own = calledFirst ? first : second
  const at = own.site === null ? 'there' : formatPosition(own.site)
  return {
    evidence: [`${name} called the function that responds at ${at}, and goes on with next() all the same`],
    summary: calledFirst
      ? `got its response from ${describe(first)}, which ${name} had called; ${name} went on, and further down ${describe(second)} responded again`
      : `was handed on by ${name} and got its response further down from ${describe(first)}; then ${describe(second)}, which ${name} had called, responded too`,
    suggestion: `${name} does not know of the response at ${at}: give it an error there or an option that ends the request, or check \`res.headersSent\` further down.`,
  }
}

// The framework takes the end of an asynchronous middleware for its `next()`.
function byPromise({ conflict }: Evidence): Finding {
  const { first, second } = conflict
  const at = first.site === null ? 'the middleware' : formatPosition(first.site)
  return {
    evidence: ['the framework went on when the promise of the first one was fulfilled'],
    summary: `got its response from ${describe(first)}; the framework went on when that function was done, and ${describe(second)} responded again`,
    suggestion: `The framework goes on when the asynchronous function around ${at} is done: end the chain there as the framework has it (in restify, by a handler with \`next\` that calls next(false); what an asynchronous one returns is ignored).`,
  }
}

function suggestionFor(
  { sides, shape }: Evidence,
  call: NextCall | null,
  own: ForkSide | undefined,
  called: string,
  edits: readonly Edit[],
): string {
  if (call === null || own === undefined || sides === null) return `Either respond or call ${called}.`
  if (call.isForErrors)
    return `What fails at ${formatPosition(call.frame)} goes to ${call.name}, but the promise is fulfilled then and the function goes on: put all of it into a try, and call ${call.name} with the error in its catch.`
  if (shape.relation === 'finally')
    return `Either respond or call ${called}: a finally (${formatPosition(call.frame)}) runs after a return, too.`
  if (shape.relation === 'two links')
    return `Either respond or call ${called}: a return ends its own function and not the chain, so that ${formatPosition(call.frame)} runs all the same.`
  if (isCallbackOfResponse(sides, call, own))
    return `Call ${called} with errors only: on success the response has been sent.`
  if (isWork(sides, own))
    return `${formatPosition(own.frame)} starts work that responds when it is done: do not call ${called} (${formatPosition(call.frame)}) as well, as what is further down responds meanwhile.`
  if (isInNestedFunction(own)) {
    return `Either respond or call ${called}: move ${called} (${formatPosition(call.frame)}) into the branch of the callback that has not responded.`
  }
  const [edit] = edits
  if (edit !== undefined && (edit.text === 'false' || edit.text.includes(`${call.name}(false)`)))
    return `Either respond or call ${called}: end the chain after the response with ${call.name}(false) (${edit.file}:${edit.start.line}).`
  const isNextEarlier = isInSourceOrder(sides) === (sides.first !== own)
  const isMeanwhile = isNextEarlier && own === sides.first && waits(sides.second)
  if (isMeanwhile && edit === undefined)
    return `${called} (${formatPosition(call.frame)}) does not wait for what is further down, which responds later: do not respond after it (${formatPosition(own.frame)}).`
  return isNextEarlier
    ? `Return after ${called} (${formatPosition(call.frame)}): ${handsOnError(call) ? 'the error handler' : 'what is further down'} responds.`
    : `Either respond or call ${called}: return after the response (${formatPosition(own.frame)}).`
}

// What is further down has waited for something before it responded.
function waits({ path }: ForkSide): boolean {
  return path.some(({ entry, activation }) => entry !== null || activation !== null)
}

// One call responds, and calls back when it has.
function isCallbackOfResponse(sides: ForkSides, call: NextCall, own: ForkSide): boolean {
  if (!call.isCalled) return true
  return isOnePosition(sides) && !isSamePosition(call.frame, own.frame) && !isInNestedFunction(own)
}

function editsOf(evidence: Evidence, call: NextCall | null, own: ForkSide | undefined): Edit[] {
  const { sides, first, second, next } = evidence
  if (call === null || own === undefined || sides === null) return []
  if (call.isForErrors) return []
  if (isCallbackOfResponse(sides, call, own)) return errorsOnly(call)
  const isOwnCall = isSamePosition(call.frame, next.first === null ? sides.second.frame : sides.first.frame)
  if (!isOwnCall) return []
  const moved = intoCallback(own, next.first === null ? first : second, call)
  if (moved.length > 0) return moved
  // A `next()` that always follows a response may be there for whatever else it calls.
  const removal = removeStray(evidence)
  if (removal === null) return returnAfter(evidence)
  return leadsThroughOthers(sides.second) && !isStray(evidence, call) ? [] : removal
}

// The response refuses the request, or the function has a `next()` for those that it lets pass.
function isStray({ conflict }: Evidence, { position, call, name }: NextCall): boolean {
  const [fn] = functionsAround(position)
  const { status } = conflict.raw
  const isCalledElsewhere = (node: Node): boolean =>
    (isCall(node) && node !== call && nameOfCall(node) === name) || childrenOf(node).some(isCalledElsewhere)
  return (status !== null && status >= 400) || (fn !== undefined && isCalledElsewhere(fn.body))
}

function leadsThroughOthers({ path }: ForkSide): boolean {
  const owners = path.map(step => step.frame.owner)
  const firstOfApplication = owners.indexOf('app')
  const onwards = owners.indexOf('package', firstOfApplication)
  return firstOfApplication !== -1 && onwards !== -1 && owners.indexOf('app', onwards) !== -1
}
