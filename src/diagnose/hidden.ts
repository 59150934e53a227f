import { frameOf } from '../locate/frame'
import type { LocatedConflict } from '../locate/locate'
import { parseStackText } from '../locate/stack-text'
import type { Hidden } from './diagnosis'

/** The error that the second attempt's nearest function was handling; `null` where it held none, or our own. */
export function hiddenOf({ raw }: LocatedConflict): Hidden | null {
  const error = raw.handled.find(
    error =>
      !/ERR_(HTTP2?_HEADERS_SENT|HTTP2_HEADERS_AFTER_RESPOND|STREAM_WRITE_AFTER_END)/.test(error.stack),
  )
  if (error === undefined) return null
  const frames = parseStackText(error.stack).map(call => frameOf(call))
  const site =
    frames.find(frame => frame.owner === 'app') ?? frames.find(frame => frame.owner !== 'node') ?? null
  return { name: error.name, message: error.message, site }
}
