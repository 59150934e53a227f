import type { Cause } from '../cause'
import { firstOf } from '../edits/edit'
import { leaveLoop } from '../edits/leave-loop'
import { listenOnceInBoth } from '../edits/listen-once'
import { formatPosition } from '../sentence'

/** One function call responded in two turns of a loop (`for`, `while`, `forEach`, `map`). */
export const loop: Cause<'any'> = {
  code: 'loop',
  shapes: { any: { relation: 'two turns' } },
  explain(evidence) {
    const { conflict, fork, sides } = evidence
    const at = fork === null ? '' : formatPosition(fork.first)
    const isStarted = sides?.first.isDeferred === true && sides.second.isDeferred
    const isHelper = sides?.first.path.some(step => step.frame.owner === 'app') === true
    return {
      evidence: [`${at} runs once for each turn of a loop`],
      summary: `got its response from ${conflict.first.via} in one turn of the loop at ${at}, and ${conflict.second.via} responded again in a later one`,
      suggestion: isStarted
        ? `The loop at ${at} does not wait for what each turn starts, and each responds when it is done: respond once, when all are (count them, or await Promise.all).`
        : 'Collect in the loop and respond once after it; or leave the loop with the response.',
      edits: firstOf(
        () => listenOnceInBoth(evidence),
        () => (fork === null || sides === null || isHelper ? [] : leaveLoop(sides.first.position, fork)),
      ),
    }
  },
}
