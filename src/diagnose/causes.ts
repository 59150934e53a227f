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
import type { Cause } from './diagnosis'

/** The causes, the most telling first: the first whose evidence is there is the diagnosis. */
export const causes: readonly Cause[] = [
  outgoingRequest,
  chainedSend,
  switchFallthrough,
  errorAfterResponse,
  staleResponse,
  notAwaited,
  nextTwice,
  loop,
  headersFlushedEarly,
  lateHeader,
  nextAfterResponse,
  twoResponders,
  timeoutRace,
  callbackTwice,
  missingReturn,
  parallelPaths,
  writeAfterEnd,
]
