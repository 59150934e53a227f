import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:http2'
import { text } from 'node:stream/consumers'
import type { Request } from '../program'

/** What a client got. `error` is the code of what went wrong instead, `closed` says that the connection was lost afterwards. */
export interface Response {
  readonly status?: number | undefined
  readonly headers?: IncomingHttpHeaders
  readonly body?: string
  readonly error?: string
  readonly closed?: true
}

/** Milliseconds until a response is given up. */
const patience = 1200

/** Whom to ask, and how: `pause` waits, between two requests, until the server has done what there was to do. */
export interface Target {
  readonly port: number
  readonly protocol: 'http' | 'http2'
  pause(): Promise<void>
}

/** Makes requests one after the other over one connection that is kept alive. */
export async function ask(target: Target, requests: readonly Request[]): Promise<Response[]> {
  return target.protocol === 'http2' ? askHttp2(target, requests) : askHttp(target, requests)
}

async function askHttp({ port, pause }: Target, requests: readonly Request[]): Promise<Response[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const responses: Response[] = []
  const closed = new Set<number>()
  /** The index of the last request that each connection has carried. */
  const latest = new Map<object, number>()
  let isOver = false
  for (const { method, path, body, headers } of requests) {
    const index = responses.length
    const response = await new Promise<Response>(resolve => {
      const fail = (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message })
      const outgoing = request({
        agent,
        port,
        host: '127.0.0.1',
        method,
        path,
        headers: headersOf(body, headers),
      })
      const timer = setTimeout(
        () => outgoing.destroy(Object.assign(new Error(), { code: 'NO_RESPONSE' })),
        patience,
      )
      outgoing.once('socket', socket => {
        if (!latest.has(socket))
          socket.once('close', () => !isOver && closed.add(latest.get(socket) ?? index))
        latest.set(socket, index)
      })
      outgoing.once('error', fail)
      outgoing.once('close', () => clearTimeout(timer))
      outgoing.once('response', response => {
        response.once('error', fail)
        text(response).then(
          body => resolve({ status: response.statusCode, headers: response.headers, body }),
          fail,
        )
      })
      outgoing.end(body)
    })
    responses.push(response)
    await pause()
  }
  isOver = true
  agent.destroy()
  return responses.map((response, index) => (closed.has(index) ? { ...response, closed: true } : response))
}

async function askHttp2({ port, pause }: Target, requests: readonly Request[]): Promise<Response[]> {
  const session = connect(`http://127.0.0.1:${port}`)
  let lost: string | null = null
  session.on('error', error => {
    lost = (error as NodeJS.ErrnoException).code ?? error.message
  })
  const responses: Response[] = []
  for (const { method, path, body, headers } of requests) {
    responses.push(
      await new Promise<Response>(resolve => {
        if (lost !== null) return resolve({ error: lost })
        const fail = (error: NodeJS.ErrnoException) => resolve({ error: error.code ?? error.message })
        const stream = session.request({ ':method': method, ':path': path, ...headersOf(body, headers) })
        const timer = setTimeout(() => stream.close(), patience)
        stream.once('close', () => {
          clearTimeout(timer)
          resolve({ error: 'NO_RESPONSE' })
        })
        stream.once('error', fail)
        stream.once('response', ({ ':status': status, ...headers }) => {
          text(stream).then(body => resolve({ status, headers, body }), fail)
        })
        stream.end(body)
      }),
    )
    await pause()
  }
  session.destroy()
  return responses
}

function headersOf(body: string | undefined, headers: Request['headers']) {
  return {
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
    }),
    ...headers,
  }
}
