import type { Cause } from '../diagnosis'
import { removeStray } from '../edits/remove-stray'
import { returnAfter } from '../edits/return-after'
import { at, type ForkSide, type Scene, told } from '../scene'

/** A middleware responded and also called `next()`, in either order, and something further down responded too. */
export const nextAfterResponse: Cause = {
  code: 'next-after-response',
  recognise(scene) {
    const { conflict, fork, sides } = scene
    if (fork === null || sides === null || sides.first.isNext === sides.second.isNext) return null
    // Where the framework lets go on after `await next()`, an answer there is in order.
    if (sides.first.isNext && conflict.raw.second.dropped !== undefined) return null
    const { first, second } = sides
    const name = fork.first.function === '<anonymous>' ? 'one middleware' : fork.first.function
    const [own, next] = first.isNext ? [second, first] : [first, second]
    return {
      evidence: [`${name} answers at ${at(own.frame)} and calls next() at ${at(next.frame)}`],
      story: first.isNext
        ? `was handed on by ${name} (${at(next.frame)}) and answered further down by ${told(conflict.first)}; then ${name} answered too, with ${told(conflict.second)}`
        : `was answered in ${name} by ${told(conflict.first)}, which then called next() (${at(next.frame)}); further down ${told(conflict.second)} answered again`,
      advice: first.isNext
        ? 'Return after next(): what is further down answers.'
        : 'Either answer or call next(): return after the answer.',
      edits: editsOf(scene),
    }
  },
}

// A `next()` that always follows an answer may be there for whoever else it calls.
function editsOf(scene: Scene) {
  const removal = removeStray(scene)
  if (removal === null) return returnAfter(scene)
  return scene.sides !== null && leadsThroughOthers(scene.sides.second) ? [] : removal
}

function leadsThroughOthers({ way }: ForkSide): boolean {
  const owners = way.map(step => step.frame.owner)
  const firstOfApplication = owners.indexOf('app')
  const onwards = owners.indexOf('package', firstOfApplication)
  return firstOfApplication !== -1 && onwards !== -1 && owners.indexOf('app', onwards) !== -1
}
