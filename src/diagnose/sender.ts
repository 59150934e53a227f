import type { Frame } from '../locate/frame'
import type { LocatedSide } from '../locate/locate'
import { isResponse } from '../locate/site'

/**
 * The line that entered the response's own methods: the application's site, or a package's where no line of the application
 * is on the path. `null` where only Node is there.
 */
export function senderOf({ site, path }: LocatedSide): Frame | null {
  if (site !== null) return site
  const frames = path.find(segment => segment.frames.some(frame => frame.owner === 'package'))?.frames ?? []
  const method = frames.findLastIndex(({ owner, call }) => owner !== 'node' && isResponse(call.typeName))
  return frames.slice(method + 1).find(frame => frame.owner === 'package') ?? null
}

/**
 * The package that sent a response for which there is no line of the application, `koa@3.3.0`; `null` where there is one, or
 * where only Node is there.
 */
export function responderOf(side: LocatedSide): string | null {
  const sender = senderOf(side)
  return sender?.owner === 'package' ? sender.package : null
}

/** The application's line of an attempt; `null` where a package or Node made it without one. */
export function appSiteOf({ site }: Pick<LocatedSide, 'site'>): Frame | null {
  return site?.owner === 'app' ? site : null
}
