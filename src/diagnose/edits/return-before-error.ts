import { functionsAround, type SyntaxPosition, syntaxPositionOf } from '../../source/syntax-position'
import type { Hidden } from '../diagnosis'
import type { Evidence } from '../evidence'
import type { Fork } from '../fork/fork'
import { lineageOf, type Step } from '../fork/lineage'
import { alwaysResponds } from './certain-response'
import type { Edit } from './edit'
import { endAfter } from './return-after'

/** Returns after a response in a branch that went on, to a line of the same function that threw. */
export function returnBeforeError({ conflict, fork, sides }: Evidence, hidden: Hidden | null): Edit[] {
  const later = hidden?.site == null ? null : syntaxPositionOf(hidden.site)
  const found = later === null ? null : responseBeside(lineageOf(conflict.first), later)
  if (later === null || found === null) return []
  const { position, step, path } = found
  const side = { frame: step.frame, position, path, isFollowed: true, asyncReasons: [], isDeferred: false }
  if (!alwaysResponds(side, conflict.first)) return []
  const { status } = conflict.raw
  return endAfter({
    fork: fork !== null && fork.first === step.frame ? fork : forkAt(step, found.outer, sides === null),
    earlier: position,
    later,
    isRefused: status !== null && status >= 300,
    isThrowing: true,
    responses: new Set(),
    isCertain: true,
  })
}

interface Found {
  readonly step: Step
  readonly position: SyntaxPosition
  readonly outer: readonly Step[]
  readonly path: readonly Step[]
}

// The call on the path to the response that is in the function of another position.
function responseBeside(steps: readonly Step[], later: SyntaxPosition): Found | null {
  const [fn] = functionsAround(later)
  for (const [index, step] of [...steps.entries()].reverse()) {
    const position = step.frame.owner === 'app' ? syntaxPositionOf(step.frame) : null
    if (position === null || fn === undefined || functionsAround(position)[0] !== fn) continue
    return { step, position, outer: steps.slice(0, index), path: steps.slice(index + 1) }
  }
  return null
}

function forkAt({ frame }: Step, outer: readonly Step[], isFromSource: boolean): Fork {
  return {
    function: frame.function,
    first: frame,
    second: frame,
    isRun: false,
    firstPath: [],
    secondPath: [],
    isOneStart: false,
    outer,
    from: isFromSource ? 'source' : 'lineage',
  }
}
