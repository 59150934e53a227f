import type { PathSegment } from './async-path'

const sends = new Set([
  'writeHead',
  'writeHeader',
  '_implicitHeader',
  'flushHeaders',
  'write',
  'end',
  'respond',
])

/** Where they are. A stream of HTTP/2 is written to as any stream is, and a request may be sent by its constructor. */
const places = /^node:(?:_http_|internal\/http2\/|internal\/streams\/writable$)/

/**
 * The operation of Node that sent the response: the outermost one before the application is reached. `end` for a head
 * that went out with the body, `writeHead` for one sent by itself. Where there is no frame of Node, `otherwise`.
 */
export function sendOf(path: readonly PathSegment[], otherwise = 'writeHead'): string {
  let operation = otherwise
  for (const frame of path[0]?.frames ?? []) {
    if (frame.owner === 'app') break
    const name = lastPart(frame.call.functionName ?? '')
    if (places.test(frame.path) && sends.has(name)) operation = name
    else if (frame.path === 'node:_http_client' && name === 'ClientRequest') operation = 'request'
  }
  return operation === '_implicitHeader' ? 'writeHead' : operation
}

/** The names of methods that end a response or carry its body, in Node and in the frameworks that extend its response. */
const bodyMethods =
  /^(end|write|send|json|jsonp|render|redirect|sendFile|sendfile|sendStatus|download|pipe|view|html|text)$/

/** Whether a method of that name sends a body. */
export function sendsBody(name: string | null): boolean {
  return name !== null && bodyMethods.test(name)
}

/** Whether a method of that name sends the head, the body or both. */
export function sendsResponse(name: string): boolean {
  return sends.has(name) || bodyMethods.test(name)
}

/** `end`, of what V8 calls `Writable.end`. */
export function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1)
}
