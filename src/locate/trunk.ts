import type { PathSegment } from './async-path'
import type { Frame } from './frame'

/**
 * The packages that bring requests to what responds to them: the framework that Node's server calls, and what it has for that
 * purpose, its router, by what it declares to depend on; and each that calls a handler which calls it again, to go on. Empty
 * where the path does not begin with the request.
 */
export function trunkOf(path: readonly PathSegment[]): ReadonlySet<string> {
  const frames = path.flatMap(segment => segment.frames)
  return new Set([...frameworkOf(frames), ...path.flatMap(segment => [...returnedTo(segment.frames)])])
}

function frameworkOf(frames: readonly Frame[]): Set<string> {
  const framework = new Set<string>()
  const declared = new Set<string>()
  for (const frame of frames.toReversed()) {
    if (frame.owner !== 'package') continue
    if (framework.size > 0 && !framework.has(frame.package) && !declared.has(nameOf(frame.package))) break
    framework.add(frame.package)
    for (const name of frame.dependencies ?? []) declared.add(name)
  }
  return framework
}

// The packages with calls of others between their own, on one stack; methods of the response apart, which are called too.
function returnedTo(frames: readonly Frame[]): Set<string> {
  const [left, returned] = [new Set<string>(), new Set<string>()]
  let last: string | null = null
  for (const frame of frames) {
    if (frame.owner === 'node') continue
    const name = frame.owner === 'package' ? frame.package : null
    if (last !== null && last !== name) left.add(last)
    if (name !== null && left.has(name)) returned.add(name)
    last = name
  }
  return returned
}

/** `express`, of `express@5.3.0`. */
function nameOf(description: string): string {
  return description.replace(/(.)@.*$/, '$1')
}
