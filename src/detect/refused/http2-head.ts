import type { ServerHttp2Stream } from 'node:http2'
import { rememberStreamSend } from '../../capture/http2-record'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { additionalHeaders, compatOperations, type Operation, streamOperations } from '../operations'
import type { ConflictWatcher } from '../raw-conflict'
import { type CompatResponse, streamTarget } from '../target'
import { type Guarded, runLateOperation } from './late-operation'

/** Watches the operations of a response object that Node refuses once the head is sent. */
export function guardCompatHeaders(responses: object, watcher: ConflictWatcher): Undo {
  return patchAll(
    compatOperations.map(operation => () => {
      return patchMethod(responses, operation.name, original => {
        const late: Guarded<CompatResponse> = {
          operation,
          original,
          watcher,
          targetOf: response => streamTarget(response.stream, response),
          isTooLate: code => code === 'ERR_HTTP2_HEADERS_SENT',
          internalFrames: 2,
          // Once the stream has closed, a head is dropped without a word. One for a client that has left is no mistake.
          isDropped: response => operation.name === 'writeHead' && response.finished,
        }
        // Methods, as Node's are: they construct nothing.
        const { guarded } = {
          guarded(this: CompatResponse, ...args: unknown[]): unknown {
            if (!isSent(this)) return Reflect.apply(original, this, args)
            return runLateOperation(this, late, args, guarded)
          },
        }
        return guarded
      })
    }),
  )
}

/** Remembers how streams are answered, and watches for those that are answered again. */
export function guardStreamHeads(streams: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  const heads = streamOperations.map(operation => () => {
    const { name, headersArgument } = operation
    const undo = patchMethod(streams, name, original => {
      const late = lateOnStream(operation, original, watcher)
      const { guarded } = {
        guarded(this: ServerHttp2Stream, ...args: unknown[]): unknown {
          if (isSent(this)) return runLateOperation(this, late, args, guarded)
          remember(tracer, this, args[headersArgument], guarded)
          return Reflect.apply(original, this, args)
        },
      }
      return guarded
    })
    return 'symbol' in operation ? alsoBySymbol(streams, name, operation.symbol, undo) : undo
  })
  const informational = () =>
    patchMethod(streams, additionalHeaders.name, original => {
      const late = lateOnStream(additionalHeaders, original, watcher)
      const { guarded } = {
        guarded(this: ServerHttp2Stream, ...args: unknown[]): unknown {
          if (!isSent(this)) return Reflect.apply(original, this, args)
          return runLateOperation(this, late, args, guarded)
        },
      }
      return guarded
    })
  return patchAll([...heads, informational])
}

function lateOnStream(
  operation: Operation,
  original: Method,
  watcher: ConflictWatcher,
): Guarded<ServerHttp2Stream> {
  return {
    operation,
    original,
    watcher,
    targetOf: stream => streamTarget(stream),
    internalFrames: 2,
    // A stream that has closed is invalid for whatever comes. Where the client has left it, that is no mistake.
    isTooLate: (code, stream) =>
      code === 'ERR_HTTP2_HEADERS_SENT' ||
      code === 'ERR_HTTP2_HEADERS_AFTER_RESPOND' ||
      (code === 'ERR_HTTP2_INVALID_STREAM' && stream.writableEnded && !stream.aborted),
  }
}

// Node keeps the same function under a symbol of its own.
function alsoBySymbol(streams: object, name: string, symbol: string, undo: Undo): Undo {
  const key = Object.getOwnPropertySymbols(streams).find(({ description }) => description === symbol)
  const undoSymbol =
    key === undefined
      ? () => {}
      : patchMethod(streams, key, () => Object.getOwnPropertyDescriptor(streams, name)?.value as Method)
  return () => {
    undoSymbol()
    undo()
  }
}

function remember(tracer: Tracer, stream: ServerHttp2Stream, headers: unknown, constructorOpt: Method): void {
  try {
    rememberStreamSend(tracer, stream, statusIn(headers), constructorOpt)
  } catch (error) {
    reportInternalError(error)
  }
}

function statusIn(headers: unknown): unknown {
  return (headers as Readonly<Record<string, unknown>> | null | undefined)?.[':status'] ?? 200
}

// What somebody calls it on may be neither of the two.
function isSent(message: { readonly headersSent?: unknown }): boolean {
  try {
    return message.headersSent === true
  } catch {
    return false
  }
}
