// What runs beside the server: nothing, the preload, or a peer.
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const preload = fileURLToPath(new URL('../dist/register.js', import.meta.url))

/** How each variant's server is started: modules that it preloads, and its environment. */
export const variants = {
  bare: { preloads: () => [] },
  /** The same once more: what differs between the two is the method's own error. */
  again: { preloads: () => [] },
  default: { preloads: () => [preload] },
  full: { preloads: () => [preload], environment: { HEADERS_TRACE_BUDGET: 'full' } },
  /** What hooks leave behind in V8 when they have been on: no tracing that follows promises can cost less afterwards. */
  hooks: { preloads: () => [require.resolve('./hooks-once.cjs')] },
  longjohn: { preloads: () => [require.resolve('longjohn')] },
  trace: { preloads: () => [require.resolve('trace')] },
  opentelemetry: { preloads: () => [require.resolve('./opentelemetry.cjs')] },
}

export const own = ['bare', 'again', 'hooks', 'default', 'full']
export const peers = ['longjohn', 'trace', 'opentelemetry']
