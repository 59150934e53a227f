import diagnostics from 'node:diagnostics_channel'
import type { ServerHttp2Stream } from 'node:http2'
import { Socket } from 'node:net'
import { apply, defineProperty } from './builtins'
import { reportInternalError } from './internal-error'
import { hasFact } from './node-versions'
import { type Method, patchMethod, type Undo } from './patch'

/** Called with a stream when a server has made it, before the application sees it. */
export interface StreamStart {
  readonly stream: ServerHttp2Stream
  /** Its number, which the stream itself may not have yet. */
  readonly id: number
  /** The request's; `undefined` where this Node does not publish them. */
  readonly headers: Readonly<Record<string, unknown>> | undefined
}

const channel = 'http2.server.stream.created'

/**
 * Reports each stream of each HTTP/2 server, where the stream is made. It does not load `node:http2`, which takes some
 * 10 ms and up to 10 MB that an application without it would not spend: a stream comes when the application has loaded it.
 */
export function onServerStream(listener: (start: StreamStart) => void): Undo {
  const report = (start: StreamStart) => {
    try {
      listener(start)
    } catch (error) {
      reportInternalError(error)
    }
  }
  const onCreated = (message: unknown) => {
    const { stream, headers } = message as StreamStart
    report({ stream, id: stream.id ?? 0, headers })
  }
  diagnostics.subscribe(channel, onCreated)
  const stopWatching = hasFact('streamChannel') ? () => {} : watchSessions(report)
  return () => {
    stopWatching()
    diagnostics.unsubscribe(channel, onCreated)
  }
}

/**
 * Where there is no channel: a session that begins turns off the delay of its socket, when the socket already leads to the
 * session, and the session keeps its streams in a map.
 * https://github.com/nodejs/node/blob/v20.20.2/lib/internal/http2/core.js#L1285
 */
function watchSessions(report: (start: StreamStart) => void): Undo {
  let isOver = false
  const watch = (socket: object) => {
    const streams = streamsOf(sessionOf(socket))
    if (streams === undefined || Object.hasOwn(streams, 'set')) return
    const { set } = streams
    // The class of Node's own maps is frozen, and a mere assignment refused.
    defineProperty(streams, 'set', {
      value: (id: number, stream: object | undefined) => {
        const returned = Reflect.apply(set, streams, [id, stream])
        if (!isOver && isServers(stream)) report({ stream, id, headers: undefined })
        return returned
      },
    })
  }
  const undo = patchMethod(Socket.prototype, 'setNoDelay', (original: Method) => {
    return function setNoDelay(this: object) {
      try {
        watch(this)
      } catch (error) {
        reportInternalError(error)
      }
      // biome-ignore lint/complexity/noArguments: forwarding `arguments` costs no array
      return apply(original, this, arguments)
    }
  })
  return () => {
    isOver = true
    undo()
  }
}

function isServers(stream: object | undefined): stream is ServerHttp2Stream {
  return stream?.constructor?.name === 'ServerHttp2Stream'
}

// It is under a symbol, and in Node 20 under the name `undefined`, as that symbol is not exported.
function sessionOf(socket: object): object | undefined {
  return Reflect.ownKeys(socket)
    .map(key => Object.getOwnPropertyDescriptor(socket, key)?.value)
    .find(value => value?.constructor?.name === 'ServerHttp2Session')
}

interface Streams {
  set(id: number, stream: object | undefined): unknown
}

function streamsOf(session: object | undefined): Streams | undefined {
  if (session === undefined) return undefined
  const symbol = Object.getOwnPropertySymbols(session).find(symbol => symbol.description === 'state')
  const state = symbol && (session as Record<symbol, { streams?: Streams } | undefined>)[symbol]
  return typeof state?.streams?.set === 'function' ? state.streams : undefined
}
