import { patchAll, type Undo } from '../capture/patch'
import type { Tracer } from '../capture/policy/tracer'
import { watchFastify } from './dropped/fastify-replies'
import { type CheckWatcher, watchHeadersSent } from './dropped/headers-sent-check'
import { watchHttp2 } from './http2'
import { watchPipes } from './pipe-calls'
import { guardBody } from './refused/late-body-guard'
import { guardHeaders } from './refused/late-header-guard'
import type { ConflictWatcher } from './refused/late-run'

/** Who hears of what is found, while the application is still inside its call. */
export type Watcher = ConflictWatcher & CheckWatcher

/** Watches for what comes too late, on every response and on every request that the application makes. */
export function watchResponses(watcher: Watcher, tracer: Tracer): Undo {
  return patchAll([
    () => guardHeaders(watcher),
    () => guardBody(watcher, tracer),
    () => watchHeadersSent(watcher, tracer),
    () => watchFastify(watcher, tracer),
    () => watchHttp2(watcher, tracer),
    () => watchPipes(tracer),
  ])
}
