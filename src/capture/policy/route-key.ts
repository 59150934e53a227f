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

/** The key of a request as it began; `undefined` where that was not noted. */
export function begunKeyOf({
  method,
  url,
}: {
  readonly method: string
  readonly url: string
}): string | undefined {
  return url === '' ? undefined : routeKeyOf({ method, url })
}

const maxLength = 2048

/** The pattern that a framework matched, where it has left one on the request, as Express does; else `null`. */
export function routeOf(request: unknown): string | null {
  try {
    const { route, baseUrl } = (request ?? {}) as { route?: { path?: unknown } | null; baseUrl?: unknown }
    const path = route?.path
    if (path === undefined || path === null) return null
    return `${typeof baseUrl === 'string' ? baseUrl : ''}${String(path)}`.slice(0, maxLength)
  } catch {
    return null
  }
}

/** A request's target without the name and the password that it may have before its host. */
export function withoutCredentials(target: string): string {
  return target.replace(/^((?:[a-z][a-z\d+.-]*:)?\/\/)?[^/\\]*@/i, '$1')
}
