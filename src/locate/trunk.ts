import type { Frame } from './frame'

/**
 * The packages that brought a request to what responds to it: the framework that Node's server calls, and what it has for
 * that purpose, its router, by what it declares to depend on. Empty where no package was called by the server.
 *
 * @param calls of a path that begins with the request, innermost first.
 */
export function trunkOf(calls: readonly Frame[]): ReadonlySet<string> {
  const trunk = new Set<string>()
  const declared = new Set<string>()
  for (const frame of calls.toReversed()) {
    if (frame.owner !== 'package') continue
    if (trunk.size > 0 && !trunk.has(frame.package) && !declared.has(nameOf(frame.package))) break
    trunk.add(frame.package)
    for (const name of frame.dependencies ?? []) declared.add(name)
  }
  return trunk
}

/** `express`, of `express@5.3.0`. */
function nameOf(description: string): string {
  return description.replace(/(.)@.*$/, '$1')
}
