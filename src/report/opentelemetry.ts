import type * as OpenTelemetry from '@opentelemetry/api'
import type { Attributes, Context, Span } from '@opentelemetry/api'
import type { Undo } from '../capture/patch'
import { examineSoon, onConflict } from './channels'
import type { Conflict, Side, Site } from './conflict'
import { framesOf } from './path-steps'

/**
 * Records each conflict as an event `exception` of the server span in whose course it happened. Listeners run in the
 * asynchronous context of the second attempt, so that the span is the one that was active there.
 */
export function recordConflicts(api: typeof OpenTelemetry): Undo {
  // Under this key instrumentations of HTTP servers keep the server's span, whatever span is active below it:
  // https://github.com/open-telemetry/opentelemetry-js/blob/v2.0.0/packages/opentelemetry-core/src/trace/rpc-metadata.ts
  const rpcMetadata = api.createContextKey('OpenTelemetry SDK Context Key RPC_METADATA')
  const serverSpanOf = (context: Context) =>
    (context.getValue(rpcMetadata) as { span?: Span } | undefined)?.span ?? api.trace.getSpan(context)

  const stop = onConflict(conflict => {
    const context = api.context.active()
    const span = serverSpanOf(context)
    if (span?.isRecording()) {
      addEvent(span, conflict)
      return
    }
    // It has ended with its response, and takes no more events: one of its trace stands in. Where it was not sampled, this
    // one is not either.
    const parent = span === undefined ? context : api.trace.setSpan(context, span)
    const late = api.trace
      .getTracer('headers-trace')
      .startSpan('headers-trace conflict', { startTime: new Date(conflict.time) }, parent)
    addEvent(late, conflict)
    late.end()
  })
  const stopHurry = examineSoon()
  return () => {
    stopHurry()
    stop()
  }
}

function addEvent(span: Span, conflict: Conflict): void {
  span.addEvent('exception', attributesOf(conflict), new Date(conflict.time))
}

/** A conflict in the words of OpenTelemetry: `exception.*` and `code.*` of the second attempt, the rest in our own. */
export function attributesOf(conflict: Conflict): Attributes {
  const { first, second, fork, request, fix } = conflict
  return {
    ...(second.code !== null && { 'exception.type': second.code }),
    'exception.message': conflict.message,
    'exception.stacktrace': stackTraceOf(conflict),
    ...siteAttributes('', second.site),
    'headers_trace.fingerprint': conflict.fingerprint,
    'headers_trace.occurrence': conflict.occurrence,
    'headers_trace.kind': conflict.kind,
    'headers_trace.cause': conflict.cause,
    'headers_trace.fix': fix.text,
    ...(request.route !== null && { 'http.route': request.route }),
    'headers_trace.first.via': first.via,
    'headers_trace.first.exact': first.exact,
    ...(first.status !== null && { 'headers_trace.first.status_code': first.status }),
    ...siteAttributes('headers_trace.first.', first.site),
    'headers_trace.second.via': second.via,
    'headers_trace.second.outcome': second.outcome,
    ...(fork !== null && { 'headers_trace.fork.function.name': fork.function }),
  }
}

// https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/
function siteAttributes(prefix: string, site: Site | null): Attributes {
  return site === null
    ? {}
    : {
        [`${prefix}code.file.path`]: site.file,
        [`${prefix}code.line.number`]: site.line,
        [`${prefix}code.column.number`]: site.column,
        [`${prefix}code.function.name`]: site.function,
      }
}

/** Frames of one side that a stack trace has at most. */
const maxFrames = 50

function stackTraceOf({ message, first, second }: Conflict): string {
  return [
    `${second.code ?? 'Lost'}: ${message}`,
    ...linesOf(second),
    'Caused by: FirstSend',
    ...linesOf(first),
  ].join('\n')
}

function linesOf(side: Side): string[] {
  const frames = framesOf(side).slice(0, maxFrames)
  return frames.map(({ function: name, file, line, column }) => `    at ${name} (${file}:${line}:${column})`)
}
