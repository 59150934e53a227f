import type { ServerHttp2Stream } from 'node:http2'
import { rememberStreamSend } from '../../capture/http2-record'
import { reportInternalError } from '../../capture/internal-error'
import { type Method, patchAll, patchMethod, type Undo } from '../../capture/patch'
import type { Tracer } from '../../capture/policy/tracer'
import { type CompatResponse, http2Response, http2Stream } from '../http2-message'
import { additionalHeaders, compatOperations, type Operation, streamOperations } from '../operations'
import { compileGuard } from './compiled-guard'
import { type HeaderRules, runLateHeader } from './header-run'
import { standInFor } from './http2-stand-in'
import { refusingSourceOf } from './late-header-guard'
import { type ConflictWatcher, lateRunner } from './late-run'

/** Watches the operations of a response object that Node refuses once the head is sent. */
export function guardCompatHeaders(responses: object, watcher: ConflictWatcher): Undo {
  return patchAll(
    compatOperations.map(operation => () => {
      return patchMethod(responses, operation.name, original => {
        const { name, takesName } = operation
        const source = refusingSourceOf(original, 'ERR_HTTP2_HEADERS_SENT', standInFor({ headersSent: true }))
        const rules: HeaderRules<CompatResponse> = {
          isTooLate: code => code === 'ERR_HTTP2_HEADERS_SENT',
          // Once the stream has closed, a head is dropped without a word. One for a client that has left is no mistake.
          isDropped: response => name === 'writeHead' && response.finished,
          isPlaced: source.lines.length > 0,
        }
        return compileGuard({
          name,
          original,
          ...source,
          isMethod: true,
          isInTime: `!ask(this)${takesName ? ' || typeof arguments[0] !== "string"' : ''}`,
          ask: isSent,
          late: lateRunner<CompatResponse>({ operation, original, protocol: http2Response, watcher }, call =>
            runLateHeader(call, rules),
          ),
        })
      })
    }),
  )
}

/** Remembers how responses are sent on streams, and watches for those that are sent again. */
export function guardStreamHeads(streams: object, watcher: ConflictWatcher, tracer: Tracer): Undo {
  const heads = streamOperations.map(operation => () => {
    const { name, headersArgument } = operation
    const note = (stream: ServerHttp2Stream, args: ArrayLike<unknown>, guard: Method) => {
      const isLate = isSent(stream)
      if (!isLate) remember(tracer, stream, args[headersArgument], guard)
      return isLate
    }
    const undo = patchMethod(streams, name, original => guardOfStream(operation, original, watcher, note))
    return 'symbol' in operation ? alsoBySymbol(streams, name, operation.symbol, undo) : undo
  })
  const informational = () =>
    patchMethod(streams, additionalHeaders.name, original =>
      guardOfStream(additionalHeaders, original, watcher, isSent),
    )
  return patchAll([...heads, informational])
}

function guardOfStream(
  operation: Operation,
  original: Method,
  watcher: ConflictWatcher,
  isLate: (stream: ServerHttp2Stream, args: ArrayLike<unknown>, guard: Method) => boolean,
): Method {
  const tooLate =
    operation === additionalHeaders ? 'ERR_HTTP2_HEADERS_AFTER_RESPOND' : 'ERR_HTTP2_HEADERS_SENT'
  const source = refusingSourceOf(original, tooLate, standInFor({ headersSent: true }))
  const rules: HeaderRules<ServerHttp2Stream> = {
    // A stream that has closed is invalid for whatever comes. Where the client has left it, that is no mistake.
    isTooLate: (code, stream) =>
      code === tooLate || (code === 'ERR_HTTP2_INVALID_STREAM' && stream.writableEnded && !stream.aborted),
    isPlaced: source.lines.length > 0,
  }
  return compileGuard({
    name: operation.name,
    original,
    ...source,
    isMethod: true,
    isInTime: '!ask(this, arguments, guard)',
    ask: isLate,
    late: lateRunner<ServerHttp2Stream>({ operation, original, protocol: http2Stream, watcher }, call =>
      runLateHeader(call, rules),
    ),
  })
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
