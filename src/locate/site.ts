import type { Target } from '../detect/protocol'
import { isResponse } from '../source/call-site'
import { syntaxPositionOf } from '../source/syntax-position'
import type { PathSegment } from './async-path'
import type { Frame } from './frame'
import { lastPart } from './operation'
import { isMethodOfResponse, methodNameAt, ownReplacementAt } from './response-method'
import { trunkOf } from './trunk'

/** The line that made an attempt, and what it called there. */
export interface LocatedSite {
  /**
   * The application's line where one is on the path, else the line of the package that responded, with owner `package`;
   * `null` where Node itself did, or nothing was recorded.
   */
  readonly site: Frame | null
  /** The call as a reader of that line knows it: `res.json`. */
  readonly via: string
  /** The package that was called there and responded for the caller, `connect-auth@0.6.1`; `null` for `res.json`. */
  readonly by: string | null
  /** The package that entered the response's method, `guard@1.0.0`; `null` where the application did, or Node. */
  readonly responder: string | null
}

/** The application's line of an attempt; `null` where a package or Node made it without one. */
export function appSiteOf({ site }: Pick<LocatedSite, 'site'>): Frame | null {
  return site?.owner === 'app' ? site : null
}

/**
 * Finds the frame that entered the response's method (`res.json`) from outside of what responds: the nearest one of the
 * application, the running calls first, then those that handed the work on; else the package's own.
 *
 * @param isComplete whether the path leads back to the beginning of the request.
 * @param passed the calls which brought the request to the application's code that made the other attempt.
 */
export function siteOf(
  path: readonly PathSegment[],
  operation: string,
  target: Target['name'] = 'res',
  isComplete = false,
  passed: ReadonlySet<Frame> = new Set(),
): LocatedSite {
  const calls = path.flatMap(({ frames }) => frames)
  const entered = enteredFrom(calls)
  const entry = calls[entered]
  if (entry === undefined) return { site: null, via: `${target}.${operation}`, by: null, responder: null }
  const trunk = isComplete ? trunkOf(outerPath(path, entered)) : new Set<string>()
  const responder = responderFrom(calls.slice(entered, segmentEnd(path, entered)), trunk)
  const site = siteFrom(calls.slice(entered), responder, trunk, passed)
  const callee = calleeOf(path, site)
  return { site, ...calledAs(calls, callee, site, target, operation), responder: responder?.package ?? null }
}

type PackageFrame = Frame & { readonly owner: 'package' }

/**
 * The index of the frame that called the outermost method of the response. What runs inside of one, a view engine of the
 * application or a store of its sessions, works for it: the package that began the method is called back, and goes on.
 */
function enteredFrom(calls: readonly Frame[]): number {
  for (let index = callerFrom(calls, 0); ; ) {
    const outer = methodAround(calls, index)
    if (outer === -1) return index
    index = callerFrom(calls, outer)
  }
}

/** The index of the method of the response that a package's call works for; -1 where it responds by itself. */
function methodAround(calls: readonly Frame[], index: number): number {
  const entry = calls[index]
  if (entry?.owner !== 'package') return -1
  const own = calls.findIndex(
    (frame, at) => at > index && isOfPackage(frame, entry.package) && isMethodOfResponse(calls, at),
  )
  if (own !== -1) return own
  const next = calls.findIndex(
    (frame, at) => at > index && (frame.owner === 'app' || isMethodOfResponse(calls, at)),
  )
  const method = calls[next]
  if (method?.owner !== 'package') return -1
  // A callback that the method was given is called by the method's own package; a tool of the method is not.
  const inner = calls.slice(index, next)
  const last = inner.findLastIndex(frame => frame.owner !== 'node' && !isOfPackage(frame, method.package))
  const isCallback = inner.slice(0, last + 1).some(frame => isOfPackage(frame, method.package))
  const caller = calls[callerFrom(calls, next)]
  return isCallback || (caller !== undefined && isOfPackage(caller, entry.package)) ? -1 : next
}

// The caller of the methods of the response, one of which calls the next.
function callerFrom(calls: readonly Frame[], start: number): number {
  let index = start
  for (let frame = calls[index]; frame !== undefined; frame = calls[index]) {
    const replacement = ownReplacementAt(calls, index)
    if (replacement !== -1) index = replacement
    else if (frame.owner !== 'node' && !isMethodOfResponse(calls, index)) break
    index++
  }
  return index
}

/**
 * The frame of the package that responded: of the packages that work for one another there, the one that the framework, or
 * the application, called. Where it is the framework itself, the frame that called the method.
 */
function responderFrom(running: readonly Frame[], trunk: ReadonlySet<string>): PackageFrame | null {
  const [entry] = running
  if (entry?.owner !== 'package') return null
  let name = entry.package
  for (const frame of running) {
    // What emits an event does not call for what its listeners do.
    if (frame.owner === 'app' || isEmit(frame)) break
    if (frame.owner === 'package' && trunk.has(frame.package)) break
    if (frame.owner === 'package') name = frame.package
  }
  return running.find((frame): frame is PackageFrame => isOfPackage(frame, name)) ?? entry
}

function isEmit({ call, owner }: Frame): boolean {
  return owner !== 'app' && lastPart(call.functionName ?? '') === 'emit'
}

// The calls from one outwards, in their segments.
function outerPath(path: readonly PathSegment[], start: number): PathSegment[] {
  let before = 0
  return path.map(segment => {
    const frames = segment.frames.slice(Math.max(0, start - before))
    before += segment.frames.length
    return { ...segment, frames }
  })
}

// The index after the last of the calls that ran in one go with a call.
function segmentEnd(path: readonly PathSegment[], index: number): number {
  let end = 0
  for (const { frames } of path) {
    end += frames.length
    if (index < end) break
  }
  return end
}

/**
 * The nearest frame of the application that called what responded. A framework that calls handlers ends the search: who has
 * called the framework did not respond, unless it is the framework itself that does. Nor did who has called it where it has
 * called other handlers since: then it responds for those, or by itself.
 */
function siteFrom(
  outer: readonly Frame[],
  responder: PackageFrame | null,
  trunk: ReadonlySet<string>,
  passed: ReadonlySet<Frame>,
): Frame | null {
  const isOfTrunk = (frame: Frame) => frame.owner === 'package' && trunk.has(frame.package)
  const application = outer.findIndex(frame => frame.owner === 'app')
  const site = outer[application]
  if (responder === null || site === undefined) return site ?? responder
  if (isOfTrunk(responder)) return passed.has(site) ? responder : site
  if (isInherited(outer[application - 1], site)) return site
  const end = outer.findIndex((frame, index) => isOfTrunk(frame) && !isInMethodOfResponse(outer, index))
  return end !== -1 && end < application ? responder : site
}

// `super.catch(error, host)`: a class of the framework works for one of the application's that extends it.
function isInherited(called: Frame | undefined, site: Frame): boolean {
  const type = called?.call.typeName ?? null
  return called?.owner === 'package' && type === site.call.typeName && type !== null && !isPlain.test(type)
}

function isCallOfSuper(site: Frame): boolean {
  const callee = syntaxPositionOf(site)?.call?.callee
  return callee !== undefined && 'object' in callee && callee.object.type === 'Super'
}

const isPlain = /^(?:Object|Function|Array|Promise)$/

// A framework's own method of the response (`res.sendFile`) works for its caller, by functions of its own perhaps.
function isInMethodOfResponse(calls: readonly Frame[], start: number): boolean {
  const first = calls[start]
  for (let index = start; index < calls.length; index++) {
    const frame = calls[index]
    if (frame?.owner !== 'package' || first?.owner !== 'package' || frame.package !== first.package) break
    if (isMethodOfResponse(calls, index)) return true
  }
  return false
}

function isOfPackage(frame: Frame, name: string): boolean {
  return frame.owner === 'package' && frame.package === name
}

function calleeOf(path: readonly PathSegment[], site: Frame | null): Frame | undefined {
  const index = path.findIndex(({ frames }) => site !== null && frames.includes(site))
  const segment = path[index]
  if (segment === undefined || site === null) return undefined
  const called = segment.frames[segment.frames.indexOf(site) - 1]
  if (called !== undefined || segment.reason !== 'await') return called
  // What is awaited runs now, called by Node's own that resumed it.
  return path[index - 1]?.frames.findLast(frame => frame.owner !== 'node')
}

function calledAs(
  calls: readonly Frame[],
  callee: Frame | undefined,
  site: Frame | null,
  target: Target['name'],
  operation: string,
): Pick<LocatedSite, 'via' | 'by'> {
  if (callee === undefined) return { via: `${target}.${operation}`, by: null }
  const by = callee.owner === 'package' && !isResponse(callee.call.typeName) ? callee.package : null
  const isOfSuper = site !== null && isInherited(callee, site) && isCallOfSuper(site)
  return { via: isOfSuper ? `super.${callee.function}` : nameOf(calls, callee, target), by }
}

function nameOf(calls: readonly Frame[], callee: Frame, target: Target['name']): string {
  const { functionName, typeName } = callee.call
  const name = functionName ?? '<anonymous>'
  if (isResponse(typeName))
    return `${typeName?.endsWith('Reply') ? 'reply' : 'res'}.${methodNameAt(calls, calls.indexOf(callee))}`
  if (callee.owner === 'node' && (typeName === 'ServerHttp2Stream' || typeName === 'ClientRequest'))
    return `${target}.${lastPart(name)}`
  const [, module] = /^node:(https?)$/.exec(callee.path) ?? []
  if (module !== undefined) return `${module}.${name}`
  return typeName === null || typeName === 'Object' || name.includes('.') ? name : `${typeName}.${name}`
}
