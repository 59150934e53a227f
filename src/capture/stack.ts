import { defineProperty, deleteProperty, getOwnPropertyDescriptor } from './builtins'

/** A captured stack. V8 keeps it unformatted until somebody reads it; `locate/call-sites.ts` does, on a conflict only. */
export interface Stack {
  readonly stack?: unknown
}

/**
 * Frames kept of a stack, awaits included. Thirteen middlewares of Express fill a hundred; this is enough for forty, and thirty routers.
 * A capture costs by the frames that are there, not by this limit.
 */
const maxFrames = 1000

// Taken at load, so that a `captureStackTrace` of the application's own is left to the application.
const { captureStackTrace } = Error

/**
 * Captures the stack above `constructorOpt`, whatever limit the application has set for its own errors; that limit is untouched
 * afterwards. Where `Error` is frozen the application's limit holds for us too.
 */
export function captureStack(constructorOpt: (...args: never[]) => unknown, frames = maxFrames): Stack {
  const holder: Stack = {}
  const limit = Error.stackTraceLimit
  const isAbsent = limit === undefined && !Object.hasOwn(Error, 'stackTraceLimit')
  try {
    Error.stackTraceLimit = frames
  } catch {
    captureStackTrace(holder, constructorOpt)
    return holder
  }
  try {
    captureStackTrace(holder, constructorOpt)
  } finally {
    Error.stackTraceLimit = limit
    if (isAbsent) deleteProperty(Error, 'stackTraceLimit')
  }
  return holder
}

/** How many frames the stack above `constructorOpt` has; 0 where stacks cannot be read so. It costs as much as to read it. */
export function frameCountOf(constructorOpt: (...args: never[]) => unknown): number {
  return callsAbove(constructorOpt)?.length ?? 0
}

/** Whether all of the stack above `constructorOpt` is Node's own code. It costs as much as to read it. */
export function isOnlyNode(constructorOpt: (...args: never[]) => unknown): boolean {
  return callsAbove(constructorOpt)?.every(isNodes) ?? false
}

/** Whether a function of Node's own, with only others of Node's inside of it, is in the stack above `constructorOpt`. */
export function isInNodes(
  file: string,
  name: string,
  constructorOpt: (...args: never[]) => unknown,
): boolean {
  const calls = callsAbove(constructorOpt) ?? []
  const own = calls.slice(
    0,
    calls.findIndex(call => !isNodes(call)),
  )
  return own.some(call => call.getFileName() === file && call.getFunctionName() === name)
}

// What is compiled from a text has no file; neither have the language's own functions.
function isNodes(call: NodeJS.CallSite): boolean {
  return call.getFileName()?.startsWith('node:') ?? !call.isEval()
}

/** Reads the innermost calls above `constructorOpt`; `undefined` where stacks cannot be read so. */
export function callsAbove(
  constructorOpt: (...args: never[]) => unknown,
  frames = maxFrames,
): NodeJS.CallSite[] | undefined {
  const holder = captureStack(constructorOpt, frames)
  let read: NodeJS.CallSite[] | undefined
  const restore = formatStacks((_error, calls) => {
    read = calls
    return ''
  })
  if (restore === undefined) return undefined
  try {
    void holder.stack
  } finally {
    restore()
  }
  return read
}

/**
 * Gives an error the stack above `constructorOpt`, unformatted as a new error's, and as deep as the application's limit says.
 */
export function captureStackOnto(error: unknown, constructorOpt: (...args: never[]) => unknown): void {
  try {
    captureStackTrace(error as object, constructorOpt)
  } catch {
    // The error is frozen, or is no object: it keeps the stack that it has.
  }
}

/**
 * Lets the errors made next keep `more` frames, so that internal frames which are taken out of them afterwards have pushed
 * none of the application's out. Call what it returns when they are made.
 */
export function extendStackTraceLimit(more: number): () => void {
  const limit: unknown = Error.stackTraceLimit
  // V8 captures nothing where the limit is not a number: there is nothing to make room for.
  return typeof limit === 'number' && limit > 0 ? setStackTraceLimit(limit + more) : () => {}
}

/**
 * Lets the errors made next keep `limit` frames, until what it returns is called. Without a number they get no stack at all,
 * which nothing would format when it is replaced.
 */
export function setStackTraceLimit(limit: number | undefined): () => void {
  const before = getOwnPropertyDescriptor(Error, 'stackTraceLimit')
  try {
    Error.stackTraceLimit = limit as number
  } catch {
    // `Error` is frozen, or its limit is.
    return () => {}
  }
  return () => {
    if (isAssignable(before)) Error.stackTraceLimit = before?.value as number
    else if (before === undefined) deleteProperty(Error, 'stackTraceLimit')
    else defineProperty(Error, 'stackTraceLimit', before)
  }
}

// To assign a property takes a fraction of the time that it takes to define it.
function isAssignable(before: PropertyDescriptor | undefined): boolean {
  return before !== undefined && Object.hasOwn(before, 'value') && before.writable === true
}

/** Makes of the calls of a stack what is read of it: https://v8.dev/docs/stack-trace-api */
export type Format = (this: unknown, error: Error, calls: NodeJS.CallSite[]) => unknown

/**
 * Formats the stacks that are read next, until what it returns is called; then the application's own format is back.
 * Returns `undefined` where `Error` is frozen (--frozen-intrinsics): the format stays what it was.
 */
export function formatStacks(format: Format): (() => void) | undefined {
  const before = getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  try {
    if (isAssignable(before)) Error.prepareStackTrace = format
    else defineProperty(Error, 'prepareStackTrace', { configurable: true, writable: true, value: format })
  } catch {
    return undefined
  }
  return () => {
    if (isAssignable(before)) Error.prepareStackTrace = before?.value as Format
    else if (before === undefined) deleteProperty(Error, 'prepareStackTrace')
    else defineProperty(Error, 'prepareStackTrace', before)
  }
}
