import diagnostics from 'node:diagnostics_channel'
import type { Undo } from './capture/patch'

const channel = 'headers-trace:installed'

/**
 * Claims the process for this copy of the package; `undefined` when another one is active already, which then reports
 * for both. A subscription to a channel is a mark that no program can see by accident.
 */
export function claim(): Undo | undefined {
  if (diagnostics.channel(channel).hasSubscribers) return undefined
  const mark = () => {}
  diagnostics.subscribe(channel, mark)
  return () => diagnostics.unsubscribe(channel, mark)
}
