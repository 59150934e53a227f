/** A captured stack. V8 keeps it unformatted until somebody reads it; `locate/call-sites.ts` does, on a conflict only. */
export interface Stack {
  readonly stack?: unknown
}

/**
 * Frames kept of a stack, awaits included. Deep enough for a handler below thirty middlewares;
 * a capture costs by the frames that are there, not by this limit.
 */
const depth = 100

/**
 * Captures the stack above `below`, whatever limit the application has set for its own errors; that limit is untouched
 * afterwards. Where `Error` is frozen the application's limit holds for us too.
 */
export function captureStack(below: (...args: never[]) => unknown): Stack {
  const holder: Stack = {}
  const limit = Error.stackTraceLimit
  const isAbsent = limit === undefined && !Object.hasOwn(Error, 'stackTraceLimit')
  try {
    Error.stackTraceLimit = depth
  } catch {
    Error.captureStackTrace(holder, below)
    return holder
  }
  Error.captureStackTrace(holder, below)
  Error.stackTraceLimit = limit
  if (isAbsent) Reflect.deleteProperty(Error, 'stackTraceLimit')
  return holder
}

/**
 * Lets the errors made next keep `more` frames, so that frames of ours which are taken out of them afterwards have pushed
 * none of the application's out. Call what it returns when they are made.
 */
export function extendStackTraceLimit(more: number): () => void {
  const limit: unknown = Error.stackTraceLimit
  // V8 captures nothing where the limit is not a number: there is nothing to make room for.
  if (typeof limit !== 'number' || limit <= 0) return () => {}
  try {
    Error.stackTraceLimit = limit + more
  } catch {
    return () => {}
  }
  return () => {
    Error.stackTraceLimit = limit
  }
}
