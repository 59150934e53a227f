import type { AsyncPath } from './async-path'
import type { Frame } from './frame'
import { lastPart } from './operation'

/**
 * The path to a send that a pipe made: where the stream was piped to the response, and not where its data came from. `null` where it
 * was no pipe that sent, or the call of `pipe` was not seen. Of several streams the first that was piped sends first.
 *
 * @param pathsOfPipes the paths to the calls that may be those of `pipe`.
 */
export function pipedPath(sent: AsyncPath, pathsOfPipes: () => readonly AsyncPath[]): AsyncPath | null {
  const [segment] = sent.segments
  if (segment === undefined) return null
  const sender = segment.frames.findIndex(isByPipe)
  // What a transform of the application calls is further out.
  if (sender === -1 || segment.frames.slice(0, sender).some(frame => frame.owner === 'app')) return null
  const piped = pathsOfPipes().find(({ segments: [call] }) => call !== undefined && isPipe(call.frames))
  const [call, ...before] = piped?.segments ?? []
  if (piped === undefined || call === undefined) return null
  const frames = segment.frames.slice(0, sender + 1)
  return {
    segments: [{ ...segment, frames }, { ...call, reason: 'stream' }, ...before],
    isComplete: piped.isComplete,
  }
}

const isOfPipes =
  /(?:^node:internal\/streams\/|[\\/]_?stream_|[\\/]streams[\\/])(?:readable|legacy)(?:\.js)?$/

// https://github.com/nodejs/node/blob/v24.21.0/lib/internal/streams/readable.js#L959
function isByPipe({ path, call }: Frame): boolean {
  return isOfPipes.test(path) && /^on(?:data|end)$/.test(call.functionName ?? '')
}

function isPipe(frames: readonly Frame[]): boolean {
  const frame = frames.find(({ call }) => lastPart(call.functionName ?? '') !== 'prependListener')
  return (
    frame !== undefined && isOfPipes.test(frame.path) && lastPart(frame.call.functionName ?? '') === 'pipe'
  )
}
