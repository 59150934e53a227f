/**
 * What requests of one route have in common, seen without asking a framework: the method, and the path with a star for
 * each part that has a digit in it, as identifiers do. A request that cannot be read has a key of its own.
 */
export function routeKeyOf(request: unknown): string {
  try {
    const { originalUrl, url, method } = (request ?? {}) as Record<string, unknown>
    const whole = typeof originalUrl === 'string' ? originalUrl : String(url ?? '')
    const path = withoutCredentials(whole.replace(/[?#].*$/s, '')).slice(0, 256)
    return `${String(method).slice(0, 64)} ${path.replace(/\/[^/]*\d[^/]*/g, '/*')}`
  } catch {
    return 'unreadable'
  }
}

/** A request's target without the name and the password that it may have before its host. */
export function withoutCredentials(target: string): string {
  return target.replace(/^((?:[a-z][a-z\d+.-]*:)?\/\/)?[^/\\]*@/i, '$1')
}
