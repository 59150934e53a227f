import type { Target } from '../detect/protocol'
import type { PathSegment } from './async-path'
import type { Frame } from './frame'
import { lastPart } from './operation'

/** The application's line that made an attempt, and what it called there. */
export interface LocatedSite {
  /** `null` where no application line is on the way: a framework answered by itself. */
  readonly site: Frame | null
  /** The call as a reader of that line knows it: `res.json`. */
  readonly via: string
  /** The package that was called there and answered for the application, `connect-auth@0.6.1`; `null` for `res.json`. */
  readonly by: string | null
}

/** The nearest application call on the way, the running ones first, then those that await. */
export function siteOf(
  way: readonly PathSegment[],
  operation: string,
  target: Target['name'] = 'res',
): LocatedSite {
  const index = way.findIndex(part => part.frames.some(isOfApplication))
  const frames = way[index]?.frames ?? []
  const site = frames.find(isOfApplication) ?? null
  const callee = site === null ? way[0]?.frames.findLast(isMethodOfResponse) : calleeOf(way, index, site)
  if (callee === undefined) return { site, via: `${target}.${operation}`, by: null }
  const by = callee.owner === 'package' && !isResponse(callee.call.typeName) ? callee.package : null
  return { site, via: nameOf(callee, target), by }
}

function calleeOf(way: readonly PathSegment[], index: number, site: Frame): Frame | undefined {
  const frames = way[index]?.frames ?? []
  const called = frames[frames.indexOf(site) - 1]
  if (called !== undefined || way[index]?.reason !== 'await') return called
  // What is awaited runs now, called by Node's own that resumed it.
  return way[index - 1]?.frames.findLast(frame => frame.owner !== 'node')
}

function isOfApplication(frame: Frame): boolean {
  return frame.owner === 'app'
}

function isMethodOfResponse(frame: Frame): boolean {
  return frame.owner !== 'node' && isResponse(frame.call.typeName)
}

function nameOf(callee: Frame, target: Target['name']): string {
  const { functionName, typeName } = callee.call
  const name = functionName ?? '<anonymous>'
  if (isResponse(typeName)) return `res.${lastPart(name)}`
  if (callee.owner === 'node' && (typeName === 'ServerHttp2Stream' || typeName === 'ClientRequest'))
    return `${target}.${lastPart(name)}`
  const [, module] = /^node:(https?)$/.exec(callee.path) ?? []
  if (module !== undefined) return `${module}.${name}`
  return typeName === null || typeName === 'Object' || name.includes('.') ? name : `${typeName}.${name}`
}

/** Whether a type is `ServerResponse`, `Http2ServerResponse`, or by its name a subclass of them. */
export function isResponse(typeName: string | null): boolean {
  return typeName?.endsWith('Response') ?? false
}
