import type { Frame } from '../../locate/frame'
import type { LocatedConflict, LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import { functionsAround, syntaxPositionOf } from '../../source/syntax-position'
import { calledBackBy } from '../called-back'
import type { Cause } from '../cause'
import { isInherited } from '../edits/certain-response'
import { firstOf } from '../edits/edit'
import { leaveFlushToOther } from '../edits/leave-head'
import { likelyReturn } from '../edits/likely-return'
import { returnAfter } from '../edits/return-after'
import { returnReply } from '../edits/return-reply'
import type { Evidence } from '../evidence'
import { isSameFunction, isSamePosition } from '../fork/frame-comparison'
import { lineageOf } from '../fork/lineage'
import { raisedByFramework } from '../raised-by-framework'
import { wordForResponseByHand } from '../responded-by-hand'
import { describe, formatPosition, isName } from '../sentence'
import { packageOf } from '../shape/fork-shape'
import { inSourceOrder, isOnePosition } from '../shape/side'

/** The application responded by hand, and a framework or library responded too, for its own reasons. */
export const twoResponders: Cause<'any'> = {
  code: 'two-responders',
  shapes: { any: { responders: 'the application and a package' } },
  explain(evidence) {
    const known = calledBackBy(evidence) ?? raisedByFramework(evidence)
    if (known !== null) return known
    const { conflict, sides } = evidence
    const [one, other] = [packageOf(conflict.first), packageOf(conflict.second)]
    // Where a line of the application has handed the response over, that line is its own.
    const isFirstOwn = one === null || (other !== null && appSiteOf(conflict.first) !== null)
    const first = isFirstOwn ? null : one
    const library = first ?? other
    const own = isFirstOwn ? conflict.first : conflict.second
    const { dropped } = conflict.raw.second
    if (dropped?.via != null && first === null && appSiteOf(conflict.second) !== null)
      return {
        evidence: [`one response is the application’s own, the other was handed to ${dropped.by}`],
        summary: `got its response from ${describe(own)}, and then ${describe(conflict.second)} gave ${dropped.by} another response`,
        suggestion: `Let only one of the two respond: give ${dropped.by} the response to send, or tell ${dropped.by} that it is taken care of${ofWord(dropped.by)}.`,
      }
    return {
      evidence: [`one response is the application’s own, the other is from ${library}`],
      summary:
        first === null
          ? `got its response from ${describe(own)}, and ${library} responded too`
          : `got its response from ${library}, and ${describe(own)} responded too`,
      suggestion: suggestionFor(evidence, isFirstOwn, library ?? 'the package', own),
      edits: firstOf(
        () => returnReply(evidence),
        () => leaveFlushToOther(evidence),
        () => (sides !== null && isInherited(inSourceOrder(sides, sides)[0]) ? returnAfter(evidence) : []),
      ),
      candidates: likelyReturn(evidence),
    }
  },
}

function suggestionFor(
  { conflict, sides }: Evidence,
  isFirstOwn: boolean,
  library: string,
  own: LocatedSide,
): string {
  const site = appSiteOf(own)
  const called = isFirstOwn ? sides?.second : sides?.first
  if (
    called?.frame.owner === 'app' &&
    called.position?.call != null &&
    sides !== null &&
    !isOnePosition(sides)
  )
    return isFirstOwn && site !== null
      ? `What is called at ${formatPosition(called.frame)} responds by itself: leave the whole response to it (${formatPosition(site)} sends before it), or do without it.`
      : `What is called at ${formatPosition(called.frame)} responds by itself: return after it, or do without it.`
  if (isFirstOwn && site !== null && entersPackage(own, site, library))
    return `Return what responds at ${formatPosition(site)} from its function: ${library} sends what that returns, where it does not know of the response.`
  if (areListenersOfServer(conflict))
    return `${library} and the application both listen to the server’s requests, and each responds to this one: attach ${library} after the application’s listener, or let one of the two pass over what is the other’s.`
  const calling = site === null ? null : callerOf(own, site, library)
  if (isFirstOwn && site !== null && calling !== null && !isServing(own, library))
    return `${library} calls ${calling} and responds by itself after that: respond through ${library}, by what is returned or by an option of it, and not at ${formatPosition(site)}.`
  if (!isFirstOwn && site !== null && calling !== null && isCalledAfter(conflict))
    return `${library} calls ${calling} when it has responded: have it called before that, or let it not respond (${formatPosition(site)}).`
  const either = `Let only one of the two respond: ${library} or the application.`
  if (!isFirstOwn || (ofWord(library) === '' && !isServing(own, library))) return either
  return `${either} Where the application responds by hand, tell ${library} so${ofWord(library)}.`
}

function ofWord(library: string): string {
  const word = wordForResponseByHand(library)
  return word === null ? '' : `: ${word}`
}

// `reply.send` of the framework that called the handler, and has sent what its promise was fulfilled with.
function entersPackage(own: LocatedSide, site: Frame, name: string): boolean {
  const frames = own.path.find(segment => segment.frames.includes(site))?.frames ?? []
  const index = frames.indexOf(site)
  const called = frames[index - 1]
  const position = syntaxPositionOf(site)
  const fn = position === null ? undefined : functionsAround(position)[0]
  // A helper of the handler is another function.
  const handler = lineageOf(own).find(({ frame }) => frame.owner === 'app')?.frame
  return (
    called?.owner === 'package' &&
    called.package === name &&
    fn?.async === true &&
    isSameFunction(handler, site)
  )
}

// What the application's own function is called, where the package that responds too has called it.
function callerOf(own: LocatedSide, site: Frame, library: string): string | null {
  const frames = own.path.flatMap(segment => segment.frames)
  const caller = frames.slice(frames.indexOf(site) + 1).find(({ owner }) => owner === 'package')
  if (caller?.owner !== 'package') return null
  const isCalled = isSameFunction(frames[frames.indexOf(caller) - 1], site)
  const isLibrary =
    caller.package === library || frames.some(frame => frame.owner === 'package' && frame.package === library)
  const called = isName(site.function) ? site.function : `the function around ${formatPosition(site)}`
  return isCalled && isLibrary ? called : null
}

// Whether a package is what Node called for the request: the framework itself.
function isServing({ path, isComplete }: LocatedSide, library: string): boolean {
  const outermost = path.flatMap(({ frames }) => frames).findLast(({ owner }) => owner !== 'node')
  const isFramework = outermost?.owner === 'package' && outermost.package === library
  return !isComplete || isFramework || wordForResponseByHand(library) !== null
}

// The paths part where Node’s server emits the request.
function areListenersOfServer({ first, second }: LocatedConflict): boolean {
  const [steps, others] = [lineageOf(first), lineageOf(second)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  const common = steps.slice(0, depth).map(({ frame }) => frame.path)
  return common.at(-1) === 'node:events' && common.every(path => /^node:(_http_|events$)/.test(path))
}

// The paths part in one run of a package: what it called last came when it had responded.
function isCalledAfter({ first, second }: LocatedConflict): boolean {
  const [steps, others] = [lineageOf(second), lineageOf(first)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  return [steps, others].every(side =>
    side.slice(depth).every(({ entry, activation }) => entry === null && activation === null),
  )
}
