import type { OutgoingMessage } from 'node:http'

/** What is recorded of a request. Its query string, header values and body never are. */
export interface RequestLine {
  readonly method: string
  readonly path: string
  /** The pattern that the framework matched, where it has left one on the request. */
  readonly route: string | null
}

const longest = 2048

/** Reads the request that a response answers. Whatever an application put in its place is read without trust. */
export function requestLineOf(response: OutgoingMessage): RequestLine {
  const request = (response as unknown as { req?: Record<string, unknown> }).req ?? {}
  return {
    method: textOf(() => request.method) ?? '',
    // Frameworks shorten `url` below a mount point and keep the whole in `originalUrl`.
    path: pathOf(textOf(() => request.originalUrl) ?? textOf(() => request.url) ?? ''),
    route: routeOf(request),
  }
}

function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  return (end === -1 ? url : url.slice(0, end)).slice(0, longest)
}

function routeOf(request: Record<string, unknown>): string | null {
  const path = textOf(() => {
    const path = (request.route as { path?: unknown } | null | undefined)?.path
    return path === undefined || path === null ? undefined : String(path)
  })
  return path === undefined ? null : `${textOf(() => request.baseUrl) ?? ''}${path}`.slice(0, longest)
}

function textOf(read: () => unknown): string | undefined {
  try {
    const value = read()
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
