import { beginStream } from '../capture/http2-record'
import { onServerStream } from '../capture/http2-streams'
import { patchAll, type Undo } from '../capture/patch'
import type { Tracer } from '../capture/policy/tracer'
import { guardCompatBody } from './refused/http2-body'
import { guardCompatHeaders, guardStreamHeads } from './refused/http2-head'
import type { ConflictWatcher } from './refused/late-run'

/**
 * Watches the responses of HTTP/2 servers: those of Node's compatibility API and those that are sent on streams by hand. The
 * classes are patched when the first stream comes, which leads to the one of them that Node does not export.
 */
export function watchHttp2(watcher: ConflictWatcher, tracer: Tracer): Undo {
  let unpatch: Undo | undefined
  const stop = onServerStream(start => {
    unpatch ??= patchAll(patchesFor(Object.getPrototypeOf(start.stream), watcher, tracer))
    beginStream(tracer, start)
  })
  return () => {
    stop()
    unpatch?.()
  }
}

function patchesFor(streams: object, watcher: ConflictWatcher, tracer: Tracer): (() => Undo)[] {
  const { Http2ServerResponse }: typeof import('node:http2') = require('node:http2')
  const { prototype } = Http2ServerResponse
  return [
    () => guardStreamHeads(streams, watcher, tracer),
    () => guardCompatHeaders(prototype, watcher),
    () => guardCompatBody(prototype, watcher, tracer),
  ]
}
