/**
 * What requests of one route have in common, seen without asking a framework: the method, and the path with a star for
 * each part that has a digit in it, as identifiers do. A request that cannot be read has a key of its own.
 */
export function routeKeyOf(request: unknown): string {
  try {
    const { originalUrl, url, method } = (request ?? {}) as Record<string, unknown>
    const whole = typeof originalUrl === 'string' ? originalUrl : String(url ?? '')
    const path = whole.slice(0, 256).replace(/[?#].*$/s, '')
    return `${String(method).slice(0, 64)} ${path.replace(/\/[^/]*\d[^/]*/g, '/*')}`
  } catch {
    return 'unreadable'
  }
}
