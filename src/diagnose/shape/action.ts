import type { LocatedSide } from '../../locate/locate'
import { appSiteOf } from '../../locate/site'
import type { Fork } from '../fork/fork'
import { isSamePosition } from '../fork/frame-comparison'
import { lineageOf } from '../fork/lineage'
import { responderOf } from '../sender'
import { parameterCalledAt } from './common-callback'
import { type NextCall, nextCallOf, nextHandedOn } from './next-call'
import type { ForkSide } from './side'

/** What one side does at the fork. */
export type Action =
  /** Its own line sends. */
  | 'responds'
  /** A function of the application that it calls, or waits for, sends. */
  | 'calls a helper'
  | 'calls next'
  /** It gives its continuation to somebody else as a callback. */
  | 'hands next on'
  /** It calls a function of the application that it was given. */
  | 'calls back'
  /** Something that it has started sends later. */
  | 'starts work'
  /** The same, and what it has started runs again and again. */
  | 'starts an interval'
  /** It handles an error. */
  | 'handles an error'
  /** The framework goes on to it when the promise of the other side's function is fulfilled. */
  | 'is gone on to'
  /** The same where the other side's response was still to come. */
  | 'is gone on to early'
  /** A package sends by itself, with no line of the application on the path. */
  | 'is a package'
  | 'is not known'

/** What a side does, errors apart, and its call of `next`. */
export interface SideAction {
  readonly action: Action
  readonly next: NextCall | null
}

export function actionAt(fork: Fork, side: ForkSide, located: LocatedSide): SideAction {
  const next = nextCallOf(side) ?? nextHandedOn(fork, side)
  if (next !== null) return { action: next.isCalled ? 'calls next' : 'hands next on', next }
  return { action: actionWithoutNext(side, located), next: null }
}

function actionWithoutNext(side: ForkSide, located: LocatedSide): Action {
  if (callsParameter(side)) return 'calls back'
  if (side.isDeferred) return side.asyncReasons.includes('setInterval') ? 'starts an interval' : 'starts work'
  if (side.path.some(step => step.frame.owner === 'app')) return 'calls a helper'
  return appSiteOf(located) !== null || isSamePosition(located.site, side.frame) ? 'responds' : 'is a package'
}

// The fork calls what it was given: by the application, or by a package that wants a result of it, `done(null, user)`.
function callsParameter({ position, path }: ForkSide): boolean {
  const called = path[0]
  if (called === undefined || called.frame.owner === 'node' || called.entry !== null) return false
  return parameterCalledAt(position) !== null
}

// Whether a side came by something that was handed on after the paths had parted, as far as both are known.
function hasWaited(located: LocatedSide, other: LocatedSide): boolean {
  const [steps, others] = [lineageOf(located), lineageOf(other)]
  let depth = 0
  while (isSamePosition(steps[depth]?.frame, others[depth]?.frame)) depth++
  return steps.slice(depth).some(({ entry, activation }) => entry !== null || activation !== null)
}

/** What a side does where no fork is known. */
export function actionAlone(located: LocatedSide, other: LocatedSide): SideAction {
  if (appSiteOf(located) !== null) {
    const isLater = hasWaited(located, other)
    return { action: isLater ? 'starts work' : 'responds', next: null }
  }
  const isByPackage = located.isComplete && responderOf(located) !== null
  return { action: isByPackage ? 'is a package' : 'is not known', next: null }
}
