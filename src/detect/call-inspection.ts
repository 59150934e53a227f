import type { Session } from 'node:inspector'
import { types } from 'node:util'
import { listenTo, withInspector } from '../capture/inspector-session'
import { isInternalFile } from '../capture/internal-code'
import { type GivenValue, type HeldValues, wordOf } from './given-value'
import { HandledError, type InspectedFrame } from './handled-error'

/** What an inspection of the running calls has seen. */
export interface Inspection extends HeldValues {
  /** Scripts that V8 has loaded: V8 announces each to an inspection, which is most of its cost. */
  readonly scriptCount: number
}

/** Calls that are inspected, from the innermost, and those of which more than errors is kept. */
const maxFrames = 40
const maxGivenFrames = 12

/**
 * Looks into the variables of the calls that are running, which no stack shows, by V8's own debugger. `undefined` where there
 * is no inspector, or another debugger is attached.
 */
export function inspectCalls(): Inspection | undefined {
  return withInspector(inspectWith, true)
}

function inspectWith(session: Session): Inspection {
  const errors: HandledError[] = []
  const given: GivenValue[] = []
  // A call names its script by a number only, and the scripts are named once, when the debugger is enabled.
  // https://chromedevtools.github.io/devtools-protocol/v8/Debugger/#type-CallFrame
  const files = new Map<string, string>()
  let collected: readonly object[] = []
  const collect = (scopes: readonly object[]) => {
    collected = scopes
  }
  const onPaused = (calls: CallFrames) => {
    const scopes = scopesOf(calls, files)
    const call = callOf(collect.name, calls, session)
    if (call !== undefined) handOver(session, call, scopes)
    for (const [index, scope] of scopes.entries()) {
      errors.push(...errorsIn(scope, collected[index]))
      if (scope.frameIndex < maxGivenFrames) given.push(...givenIn(scope, collected[index]))
    }
  }
  listenTo(session, message => {
    if (message.method === 'Debugger.scriptParsed') files.set(message.params.scriptId, message.params.url)
    else if (message.method === 'Debugger.paused' && collected.length === 0)
      onPaused(message.params.callFrames)
  })
  session.post('Debugger.enable', { maxScriptsCacheSize: 0 } as object)
  session.post('Debugger.pause')
  // The debugger pauses at the next call.
  pauseWith(collect)
  return { errors, given, scriptCount: files.size }
}

function pauseWith(_collect: (scopes: readonly object[]) => void): void {}

type CallFrames = readonly import('node:inspector').Debugger.CallFrame[]

interface Scope extends Pick<HandledError, 'scope' | 'frame' | 'frameIndex'> {
  readonly objectId: string
}

function scopesOf(calls: CallFrames, files: ReadonlyMap<string, string>): Scope[] {
  const frames = calls.flatMap(call => {
    const { scriptId, lineNumber, columnNumber = 0 } = call.location
    const file = files.get(scriptId) ?? ''
    if (file === '' || file.startsWith('node:') || isInternalFile(file)) return []
    const frame: InspectedFrame = {
      file,
      line: lineNumber + 1,
      column: columnNumber + 1,
      functionName: call.functionName,
    }
    return { call, frame }
  })
  return frames.slice(0, maxFrames).flatMap(({ call, frame }, frameIndex) =>
    call.scopeChain.flatMap(({ type, object: { objectId } }) => {
      if (objectId === undefined || !(type === 'catch' || type === 'local' || type === 'block')) return []
      return { objectId, scope: type === 'catch' ? 'catch' : 'function', frame, frameIndex } as const
    }),
  )
}

// The debugger's name for our function is a variable of our own running call.
function callOf(variable: string, calls: CallFrames, session: Session): string | undefined {
  const own = calls.find(call => call.functionName === inspectWith.name)
  const scope = own?.scopeChain.find(({ type }) => type === 'local')?.object.objectId
  let objectId: string | undefined
  if (scope === undefined) return undefined
  session.post('Runtime.getProperties', { objectId: scope, ownProperties: true }, (error, given) => {
    if (error === null) objectId = given.result.find(({ name }) => name === variable)?.value?.objectId
  })
  return objectId
}

// As values, and not as what the protocol would say of them: to describe an error V8 formats its stack, by the application's
// own format or by source maps, while the application waits.
function handOver(session: Session, collect: string, scopes: readonly Scope[]): void {
  session.post('Runtime.callFunctionOn', {
    objectId: collect,
    functionDeclaration: 'function (...scopes) { this(scopes) }',
    arguments: scopes.map(({ objectId }) => ({ objectId })),
    silent: true,
  })
}

function errorsIn(scope: Scope, variables: object | undefined): HandledError[] {
  return Object.keys(variables ?? {}).flatMap(variable => {
    const value = valueIn(variables as Record<string, unknown>, variable)
    return isError(value) ? new HandledError(value, { ...scope, variable }) : []
  })
}

function givenIn({ scope, frame }: Scope, variables: object | undefined): GivenValue[] {
  if (scope === 'catch') return []
  return Object.keys(variables ?? {}).flatMap(variable => {
    const value = wordOf(valueIn(variables as Record<string, unknown>, variable))
    return value === null ? [] : [{ variable, value, frame }]
  })
}

// A variable that has no value yet.
function valueIn(variables: Record<string, unknown>, variable: string): unknown {
  try {
    return variables[variable]
  } catch {
    return undefined
  }
}

// No code of the application may run for this.
function isError(value: unknown): value is object {
  if (types.isNativeError(value)) return true
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false
  return isOfErrorClass(value) || ['stack', 'message'].every(key => isOwnText(value, key))
}

// A `DOMException`, or what an old library makes with `Error.captureStackTrace`.
function isOfErrorClass(value: object): boolean {
  for (
    let next: object | null = value;
    next !== null && !types.isProxy(next);
    next = Object.getPrototypeOf(next)
  )
    if (next === Error.prototype) return value !== next
  return false
}

function isOwnText(value: object, key: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(value, key)?.value === 'string'
}
