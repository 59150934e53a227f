import type { IncomingMessage } from 'node:http'

/**
 * What requests of one route have in common, seen without asking a framework: the method, and the path with a star for
 * each part that has a digit in it, as identifiers do.
 */
export function routeKeyOf(request: IncomingMessage | undefined): string {
  const { originalUrl, url, method } = (request ?? {}) as {
    originalUrl?: unknown
    url?: unknown
    method?: unknown
  }
  const whole = typeof originalUrl === 'string' ? originalUrl : String(url ?? '')
  const path = whole.slice(0, 256).replace(/[?#].*$/s, '')
  return `${String(method)} ${path.replace(/\/[^/]*\d[^/]*/g, '/*')}`
}
