import { type Cause, matches, type ShapePattern } from './cause'
import { callbackTwice } from './causes/callback-twice'
import { chainedSend } from './causes/chained-send'
import { errorAfterResponse } from './causes/error-after-response'
import { headersFlushedEarly } from './causes/headers-flushed-early'
import { lateHeader } from './causes/late-header'
import { loop } from './causes/loop'
import { missingReturn } from './causes/missing-return'
import { nextAfterResponse } from './causes/next-after-response'
import { nextTwice } from './causes/next-twice'
import { notAwaited } from './causes/not-awaited'
import { outgoingRequest } from './causes/outgoing-request'
import { parallelPaths } from './causes/parallel-paths'
import { staleResponse } from './causes/stale-response'
import { switchFallthrough } from './causes/switch-fallthrough'
import { timeoutRace } from './causes/timeout-race'
import { twoResponders } from './causes/two-responders'
import { writeAfterEnd } from './causes/write-after-end'
import type { ForkShape } from './shape/fork-shape'

/** A row of the table: a shape, and the cause that it means. */
export interface Row {
  readonly cause: Cause
  readonly shape: ShapePattern
}

const row = <Name extends string>(cause: Cause<Name>, name: Name): Row => ({
  cause,
  shape: cause.shapes[name],
})

/** From a shape to its cause, the most telling first: the first row that a conflict's shape matches is the diagnosis. */
export const table: readonly Row[] = [
  row(outgoingRequest, 'any'),
  row(chainedSend, 'any'),
  row(timeoutRace, 'middleware'),
  row(errorAfterResponse, 'any'),
  row(switchFallthrough, 'any'),
  row(staleResponse, 'any'),
  row(notAwaited, 'any'),
  row(timeoutRace, 'middlewareFirst'),
  row(nextTwice, 'any'),
  row(loop, 'any'),
  row(callbackTwice, 'any'),
  row(writeAfterEnd, 'interval'),
  row(writeAfterEnd, 'sequence'),
  row(headersFlushedEarly, 'header'),
  row(headersFlushedEarly, 'handedOn'),
  row(timeoutRace, 'deadline'),
  row(timeoutRace, 'deadlineFirst'),
  row(timeoutRace, 'lateWork'),
  row(notAwaited, 'goneOn'),
  row(lateHeader, 'any'),
  row(lateHeader, 'furtherDown'),
  row(nextAfterResponse, 'nextFirst'),
  row(nextAfterResponse, 'nextSecond'),
  row(nextAfterResponse, 'promise'),
  row(twoResponders, 'any'),
  row(timeoutRace, 'any'),
  row(headersFlushedEarly, 'flush'),
  row(headersFlushedEarly, 'sequence'),
  row(missingReturn, 'oneCall'),
  row(missingReturn, 'links'),
  row(headersFlushedEarly, 'continuation'),
  row(parallelPaths, 'any'),
  row(nextAfterResponse, 'package'),
  row(headersFlushedEarly, 'unknown'),
  row(writeAfterEnd, 'otherwise'),
]

/** The causes in the order of the table. */
export const causes: readonly Cause[] = [...new Set(table.map(({ cause }) => cause))]

/** The cause of a shape; `null` where none is known. */
export function causeOf(shape: ForkShape): Cause | null {
  return table.find(each => matches(shape, each.shape))?.cause ?? null
}
