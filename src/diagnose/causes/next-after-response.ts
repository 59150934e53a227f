import type { Cause } from '../diagnosis'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { describe, type Evidence, type ForkSide, formatPosition } from '../evidence'

/** A middleware responded and also called `next()`, in either order, and something further down responded too. */
export const nextAfterResponse: Cause = {
  code: 'next-after-response',
  recognise(evidence) {
    const { conflict, fork, sides } = evidence
    if (fork === null || sides === null || sides.first.isNext === sides.second.isNext) return null
    // Where the framework lets go on after `await next()`, an answer there is in order.
    if (sides.first.isNext && conflict.raw.second.dropped !== undefined) return null
    const { first, second } = sides
    const name = fork.first.function === '<anonymous>' ? 'one middleware' : fork.first.function
    const [own, next] = first.isNext ? [second, first] : [first, second]
    return {
      evidence: [
        `${name} answers at ${formatPosition(own.frame)} and calls next() at ${formatPosition(next.frame)}`,
      ],
      summary: first.isNext
        ? `was handed on by ${name} (${formatPosition(next.frame)}) and answered further down by ${describe(conflict.first)}; then ${name} answered too, with ${describe(conflict.second)}`
        : `was answered in ${name} by ${describe(conflict.first)}, which then called next() (${formatPosition(next.frame)}); further down ${describe(conflict.second)} answered again`,
      suggestion: first.isNext
        ? 'Return after next(): what is further down answers.'
        : 'Either answer or call next(): return after the answer.',
      edits: editsOf(evidence),
    }
  },
}

// A `next()` that always follows an answer may be there for whoever else it calls.
function editsOf(evidence: Evidence) {
  const removal = removeStray(evidence)
  if (removal === null) return returnAfter(evidence)
  return evidence.sides !== null && leadsThroughOthers(evidence.sides.second) ? [] : removal
}

function leadsThroughOthers({ path }: ForkSide): boolean {
  const owners = path.map(step => step.frame.owner)
  const firstOfApplication = owners.indexOf('app')
  const onwards = owners.indexOf('package', firstOfApplication)
  return firstOfApplication !== -1 && onwards !== -1 && owners.indexOf('app', onwards) !== -1
}
