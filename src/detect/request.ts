import type { Agent, ClientRequest } from 'node:http'
import { withoutCredentials } from '../capture/policy/route-key'

/** What is recorded of a request. Its query string, credentials, header values and body never are. */
export interface RequestLine {
  readonly method: string
  readonly path: string
  /** The pattern that the framework matched, where it has left one on the request. */
  readonly route: string | null
  /** Whom it goes to, for a request that the application makes: `localhost:8080`. */
  readonly host?: string
}

const maxLength = 2048
const maxMethodLength = 64

/** Reads a request. Whatever an application put in its place is read without trust. */
export function requestLineOf(given: unknown): RequestLine {
  const request = (given ?? {}) as Record<string, unknown>
  return {
    method: (textOf(() => request.method) ?? '').slice(0, maxMethodLength),
    // Frameworks shorten `url` below a mount point and keep the whole in `originalUrl`.
    path: pathOf(textOf(() => request.originalUrl) ?? textOf(() => request.url) ?? ''),
    route: routeOf(request),
  }
}

/** Whom an outgoing request goes to, with the port where that is known. */
export function hostOf(request: ClientRequest): string {
  const name = withoutCredentials(textOf(() => request.host) ?? '')
  const host = name.includes(':') ? `[${name}]` : name
  const port = portOf(request) ?? pooledPortOf(request, name) ?? namedPortOf(request, host)
  return (port === undefined ? host : `${host}:${port}`).slice(0, maxLength)
}

// A socket that has closed still knows the addresses that it tried, where its host had several.
function portOf({ socket }: ClientRequest): number | string | undefined {
  const { remotePort, autoSelectFamilyAttemptedAddresses: tried } = socket ?? {}
  return remotePort ?? /:(\d+)$/.exec(tried?.at(-1) ?? '')?.[1]
}

// While a socket connects, or before the request has one, its agent alone knows: it keeps sockets under `host:port:…`.
// https://nodejs.org/api/http.html#agentgetnameoptions
function pooledPortOf(request: ClientRequest & { agent?: Agent }, name: string): string | undefined {
  const pools = Object.entries(request.agent?.sockets ?? {})
  const ports = pools.flatMap(([key, sockets]) => {
    const isOurs = request.socket === null || sockets?.includes(request.socket)
    return isOurs && key.startsWith(`${name}:`) ? key.slice(name.length + 1).split(':', 1) : []
  })
  return new Set(ports).size === 1 ? ports[0] : undefined
}

// Node writes `Host`. A proxy passes on, in lower case, what the request that it got had, which names the proxy.
function namedPortOf(request: ClientRequest, host: string): string | undefined {
  if (!request.getRawHeaderNames().includes('Host')) return undefined
  const named = textOf(() => request.getHeader('host')) ?? ''
  return named.startsWith(host) ? /^:(\d+)$/.exec(named.slice(host.length))?.[1] : undefined
}

// A client of a proxy asks for a whole address, which may have a name and a password before its host.
function pathOf(url: string): string {
  const end = url.search(/[?#]/)
  const path = end === -1 ? url : url.slice(0, end)
  return withoutCredentials(path).slice(0, maxLength)
}

function routeOf(request: Record<string, unknown>): string | null {
  const path = textOf(() => {
    const path = (request.route as { path?: unknown } | null | undefined)?.path
    return path === undefined || path === null ? undefined : String(path)
  })
  if (path === undefined) return null
  return withoutCredentials(`${textOf(() => request.baseUrl) ?? ''}${path}`).slice(0, maxLength)
}

function textOf(read: () => unknown): string | undefined {
  try {
    const value = read()
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
