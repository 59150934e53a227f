import type { Session } from 'node:inspector'
import { now } from '../capture/clock'
import { isBundled, isInternalFile } from '../capture/internal-code'
import { reportInternalError } from '../capture/internal-error'

/** An error that a function on the stack holds: caught by its `catch`, or given to it as an argument. */
export interface HandledError {
  readonly name: string
  readonly message: string
  /** What V8 prints of its stack. */
  readonly stack: string
  /** `catch` for a variable of a catch clause, `argument` for one of the function's parameters or variables. */
  readonly from: 'catch' | 'argument'
  /** The function that holds it; empty for an anonymous one. */
  readonly functionName: string
}

/** Looks that one process takes, and the milliseconds between them: one costs about ten, the first about fifty. */
const maxLooks = 50
const pause = 200

const seen = new Set<string>()
let last = Number.NEGATIVE_INFINITY

/**
 * The errors that the functions on the stack are handling at this moment, innermost first. What an error handler hides is
 * gone when it has returned, and no stack has it; V8's own debugger can see it. It is asked once for each kind of conflict,
 * and not at all where another debugger is attached or the inspector is not to be had.
 */
export function handledErrors(kind: string): readonly HandledError[] {
  // In a bundle it would find what our own functions hold.
  if (isBundled || seen.has(kind) || seen.size >= maxLooks || now() - last < pause) return []
  seen.add(kind)
  try {
    return inspectStack()
  } catch (error) {
    // No inspector in this build, or none permitted: the report has less to tell.
    if ((error as NodeJS.ErrnoException).code?.startsWith('ERR_') !== true) reportInternalError(error)
    return []
  } finally {
    last = now()
  }
}

interface Paused {
  readonly params: {
    readonly callFrames: readonly {
      readonly functionName: string
      readonly location: { readonly scriptId: string }
      readonly scopeChain: readonly {
        readonly type: string
        readonly object: { readonly objectId?: string }
      }[]
    }[]
  }
}

interface Parsed {
  readonly params: { readonly scriptId: string; readonly url: string }
}

function inspectStack(): HandledError[] {
  const inspector: typeof import('node:inspector') = require('node:inspector')
  if (inspector.url() !== undefined) return []
  const session = new inspector.Session()
  session.connect()
  const found: HandledError[] = []
  // A call names its script by a number only, and the scripts are told once, when the debugger is enabled.
  // https://chromedevtools.github.io/devtools-protocol/v8/Debugger/#type-CallFrame
  const urls = new Map<string, string>()
  try {
    session.on('Debugger.scriptParsed', message => {
      const { params } = message as unknown as Parsed
      urls.set(params.scriptId, params.url)
    })
    session.once('Debugger.paused', message => {
      found.push(...errorsIn(session, message as unknown as Paused, urls))
      session.post('Debugger.resume')
    })
    session.post('Debugger.enable', { maxScriptsCacheSize: 0 } as object)
    session.post('Debugger.pause')
    pauseHere()
  } finally {
    session.disconnect()
  }
  return found
}

// The debugger pauses at the next call.
function pauseHere(): void {}

/** Calls looked at, from the innermost. */
const maxFrames = 40

function errorsIn(session: Session, { params }: Paused, urls: ReadonlyMap<string, string>): HandledError[] {
  const frames = params.callFrames.filter(({ location }) => {
    const url = urls.get(location.scriptId) ?? ''
    return url !== '' && !isInternalFile(url)
  })
  return frames.slice(0, maxFrames).flatMap(frame =>
    frame.scopeChain
      .filter(scope => scope.type === 'catch' || scope.type === 'local')
      .flatMap(scope =>
        errorsOf(session, scope.object.objectId).map(
          (description): HandledError => ({
            ...describe(description),
            from: scope.type === 'catch' ? 'catch' : 'argument',
            functionName: frame.functionName,
          }),
        ),
      ),
  )
}

interface Properties {
  readonly result: readonly {
    readonly value?: { readonly subtype?: string; readonly description?: string }
  }[]
}

function errorsOf(session: Session, objectId: string | undefined): string[] {
  const descriptions: string[] = []
  if (objectId === undefined) return descriptions
  session.post('Runtime.getProperties', { objectId, ownProperties: true }, (error, given) => {
    if (error !== null) return
    for (const { value } of (given as unknown as Properties).result)
      if (value?.subtype === 'error') descriptions.push(value.description ?? '')
  })
  return descriptions
}

function describe(description: string): { name: string; message: string; stack: string } {
  const head = description.split(/\n {4}at /, 1)[0] ?? ''
  const [, name = 'Error', message = ''] = /^([\w$.]+(?: \[\w+\])?)(?:: ([\s\S]*))?$/.exec(head) ?? [
    '',
    'Error',
    head,
  ]
  return { name, message: message.slice(0, 500), stack: description }
}
