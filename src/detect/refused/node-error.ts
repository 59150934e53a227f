import { types } from 'node:util'
import { compileFunction } from 'node:vm'
import { isBundled, isInternalFile, namesInternalFile } from '../../capture/internal-code'
import type { Method } from '../../capture/patch'
import { formatStacks, setStackTraceLimit } from '../../capture/stack'

/**
 * Takes our own frames out of an error's stack, which then reads as it does without us.
 *
 * @param count how many there are, between Node's and the application's: in a bundle nothing else tells which they are.
 */
export function removeInternalFrames(error: unknown, count: number): void {
  if (!types.isNativeError(error)) return
  const stack = readStack(error, count)
  if (typeof stack !== 'string' || !(isBundled || namesInternalFile(stack))) return
  // A format of the application's has been given its own calls only.
  if (isBundled && ownFormat() !== undefined) return
  error.stack = externalOnly(
    stack.split('\n'),
    count,
    namesInternalFile,
    line => !/^ {4}at (?!.*\(?node:)/.test(line),
  ).join('\n')
}

/** What is not ours of the calls of a stack, or of its lines. */
function externalOnly<T>(
  calls: readonly T[],
  count: number,
  isOurs: (call: T) => boolean,
  isNodes: (call: T) => boolean,
): T[] {
  if (!isBundled) return calls.filter(call => !isOurs(call))
  const start = calls.findIndex(call => !isNodes(call))
  return start === -1 ? [...calls] : calls.toSpliced(start, count)
}

// V8 formats a stack once, when it is first read. An application's format may be of any shape, so it gets its own calls
// only; where there is none, or `Error` is frozen, our lines are in the text.
function readStack(error: Error, count: number): unknown {
  const restore = hideInternalCalls(count)
  try {
    return error.stack
  } catch {
    // The application's format throws, as it will for everybody who reads this stack.
    return undefined
  } finally {
    restore?.()
  }
}

/** Keeps our calls from the application's format of stacks, where it has one, until what it returns is called. */
export function hideInternalCalls(count: number): (() => void) | undefined {
  const format = ownFormat()
  if (format === undefined) return undefined
  return formatStacks(function (error, calls) {
    const isOurs = (call: NodeJS.CallSite) => isInternalFile(call.getFileName() ?? '')
    const isNodes = (call: NodeJS.CallSite) => call.getFileName()?.startsWith('node:') === true
    return Reflect.apply(format, this, [error, externalOnly(calls, count, isOurs, isNodes)])
  })
}

function ownFormat(): ((...given: never[]) => unknown) | undefined {
  const format: unknown = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')?.value
  return typeof format === 'function' ? (format as (...given: never[]) => unknown) : undefined
}

/**
 * Throws `error`, which `method` of Node has thrown, again and from the same place. When an error is fatal, Node prints
 * the line of the last `throw`, and that must stay Node's own line and not become ours:
 *
 *     node:_http_outgoing:684
 *         throw new ERR_HTTP_HEADERS_SENT('set');
 *         ^
 *
 * So the line that throws here is a copy of Node's, under Node's file name and line number. Where somebody has patched
 * the method before us it has no such line, and a plain throw must do.
 */
export function rethrow(error: unknown, method: Method): never {
  throwerOf(
    method,
    (error as { code?: unknown } | null | undefined)?.code,
  )?.(function Refusal() {
    return error
  })
  throw error
}

/** Calls a line of Node that throws, with a stand-in for the error's class. */
type Thrower = (ErrorClass: () => unknown) => never

const throwers = new WeakMap<Method, Map<string, Thrower | undefined>>()

function throwerOf(method: Method, code: unknown): Thrower | undefined {
  if (typeof code !== 'string' || !Object.hasOwn(standIns, code)) return undefined
  const made = throwers.get(method) ?? new Map<string, Thrower | undefined>()
  throwers.set(method, made)
  if (!made.has(code)) made.set(code, makeThrower(method, code))
  return made.get(code)
}

function makeThrower(method: Method, code: string): Thrower | undefined {
  const statement = Function.prototype.toString
    .call(method)
    .split('\n')
    .find(line => line.includes(`throw new ${code}(`))
  if (statement === undefined) return undefined
  const place = placeOfThrow(method, code)
  if (place === undefined) return undefined
  return compileFunction(statement, [code], {
    filename: place.file,
    lineOffset: place.line - 1,
  }) as unknown as Thrower
}

/** What only looks like a message that has been sent, by the error that Node has for it. */
const standIns: Readonly<Record<string, object>> = {
  ERR_HTTP_HEADERS_SENT: { _header: 'sent' },
  ERR_HTTP2_HEADERS_SENT: streamWith({ headersSent: true }),
  ERR_HTTP2_HEADERS_AFTER_RESPOND: streamWith({ headersSent: true }),
  ERR_HTTP2_INVALID_STREAM: streamWith({ destroyed: true }),
}

// An HTTP/2 response looks at its stream, and both at what they keep by symbols that only Node has.
function streamWith(traits: { readonly headersSent?: boolean; readonly destroyed?: boolean }): object {
  const own: object = { headersSent: false, destroyed: false, closed: false, ...traits }
  return new Proxy(own, {
    get: (target, key, receiver) => (Object.hasOwn(target, key) ? Reflect.get(target, key) : receiver),
  })
}

// The application's error need not tell where it was thrown: its stack may be empty, or of any shape. So Node's method is
// made to refuse once more.
function placeOfThrow(method: Method, code: string): { file: string; line: number } | undefined {
  const restoreLimit = setStackTraceLimit(1)
  try {
    Reflect.apply(method, standIns[code], ['name', 'value'])
  } catch (error) {
    return placeOf(error as Error)
  } finally {
    restoreLimit()
  }
  return undefined
}

function placeOf(error: Error): { file: string; line: number } | undefined {
  const restore = formatStacks((_error, calls) => String(calls[0]))
  const place = /\((node:(?:_http_|internal\/http2\/)\w+):(\d+):\d+\)/.exec(String(error.stack))
  restore?.()
  return place === null ? undefined : { file: place[1] as string, line: Number(place[2]) }
}
