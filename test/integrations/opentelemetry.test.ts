import { cpSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { aResponse, folderOf, root, run } from '../program'
import { type Run, runFile } from '../run-node'

const pathOf = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const program = pathOf('opentelemetry.cjs')
const recorder = join(root, 'dist/opentelemetry.js')

interface Value {
  stringValue?: string
  intValue?: number
  boolValue?: boolean
}
interface KeyValue {
  key: string
  value: Value
}
interface Span {
  name: string
  traceId: string
  spanId: string
  parentSpanId?: string
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes: KeyValue[]
  events: { name: string; timeUnixNano: string; attributes: KeyValue[] }[]
}
interface Export {
  resourceSpans: { scopeSpans: { scope: { name: string }; spans: Span[] }[] }[]
}

/** Runs the program and gives what a collector got of it. */
async function traced(paths: readonly string[], environment: Record<string, string> = {}) {
  const spans: (Span & { scope: string })[] = []
  const collector = createServer(async (req, res) => {
    for (const { scopeSpans } of ((await json(req)) as Export).resourceSpans)
      for (const { scope, spans: some } of scopeSpans)
        spans.push(...some.map(span => ({ ...span, scope: scope.name })))
    res.setHeader('Content-Type', 'application/json').end('{}')
  })
  await new Promise<void>(resolve => collector.listen(0, resolve))
  const url = `http://localhost:${(collector.address() as AddressInfo).port}/v1/traces`
  const run = await runFile(program, {
    flags: ['--require', recorder, '--require', pathOf('tracing.cjs')],
    args: paths,
    environment: { COLLECTOR: url, ...environment },
  })
  collector.closeAllConnections()
  collector.close()
  return { run, spans }
}

const plain = ({ stringValue, intValue, boolValue }: Value) => stringValue ?? intValue ?? boolValue
const record = (attributes: readonly KeyValue[]) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, plain(value)]))

describe('with headers-trace/opentelemetry', () => {
  let run: Run
  let spans: (Span & { scope: string })[]
  beforeAll(async () => {
    const paths = ['/once', '/at-once', '/in-a-span', '/later', '/body', '/recorded']
    ;({ run, spans } = await traced(paths))
  })

  const serverSpanOf = (path: string) =>
    spans.find(span => span.scope.endsWith('http') && Object.values(record(span.attributes)).includes(path))
  const lateSpanOf = (path: string) =>
    spans.find(
      ({ scope, parentSpanId }) => scope === 'headers-trace' && parentSpanId === serverSpanOf(path)?.spanId,
    )
  const eventsOf = (span: Span | undefined) =>
    span?.events.map(event => ({ ...event, attributes: record(event.attributes) })) ?? []
  const isInternal = ({ attributes }: { attributes: Record<string, unknown> }) =>
    'headers_trace.cause' in attributes
  const lineOf = (text: string) => readFileSync(program, 'utf8').split(text)[0]?.split('\n').length

  test('a conflict is an event of the server span, with both sites and the fingerprint', () => {
    const [conflict] = run.conflicts.filter(({ request }) => request.path === '/at-once')
    const [event, ...others] = eventsOf(serverSpanOf('/at-once'))
    expect(others).toEqual([])
    expect(event).toMatchObject({
      name: 'exception',
      attributes: {
        'exception.type': 'ERR_HTTP_HEADERS_SENT',
        'exception.message': conflict?.message,
        'code.file.path': 'opentelemetry.cjs',
        'code.line.number': conflict?.second.site?.line,
        'code.column.number': conflict?.second.site?.column,
        'code.function.name': 'again',
        'headers_trace.fingerprint': conflict?.fingerprint,
        'headers_trace.cause': 'late-header',
        'headers_trace.kind': 'headers',
        'headers_trace.occurrence': 1,
        'headers_trace.first.code.file.path': 'opentelemetry.cjs',
        'headers_trace.first.code.line.number': lineOf("res.end('first')"),
        'headers_trace.first.code.function.name': '/at-once',
        'headers_trace.first.status_code': 200,
        'headers_trace.first.exact': true,
        'headers_trace.second.outcome': 'threw',
      },
    })
    const trace = String(event?.attributes['exception.stacktrace'])
    expect(trace).toMatch(
      / at again \(opentelemetry\.cjs:\d+:\d+\)\n[\s\S]*Caused by: FirstSend\n[\s\S]* at \/at-once /,
    )
  })

  test('its time is that of the second attempt', () => {
    const span = serverSpanOf('/at-once')
    const [event] = eventsOf(span)
    const [conflict] = run.conflicts.filter(({ request }) => request.path === '/at-once')
    expect(Number(event?.timeUnixNano) / 1e6).toBeCloseTo(Date.parse(conflict?.time ?? ''), 2)
  })

  test('it is on the server span where another one is active', () => {
    expect(eventsOf(serverSpanOf('/in-a-span')).filter(isInternal)).toHaveLength(1)
    expect(eventsOf(spans.find(({ name }) => name === 'work'))).toEqual([])
  })

  test.each(['/later', '/body'])('a span below the one that has ended with its response has it: %s', path => {
    const late = lateSpanOf(path)
    expect(eventsOf(serverSpanOf(path)).filter(isInternal)).toEqual([])
    expect(late).toMatchObject({ name: 'headers-trace conflict', traceId: serverSpanOf(path)?.traceId })
    expect(eventsOf(late).filter(isInternal)).toHaveLength(1)
  })

  test('a request without a conflict has no event and no other span', () => {
    expect(eventsOf(serverSpanOf('/once'))).toEqual([])
    expect(spans.filter(({ traceId }) => traceId === serverSpanOf('/once')?.traceId)).toHaveLength(1)
  })

  test('recordException has the second line alone, and the event beside it has both', () => {
    const [recorded, added] = eventsOf(serverSpanOf('/recorded'))
    expect(recorded?.attributes['exception.stacktrace']).not.toContain('FirstSend')
    expect(added?.attributes['exception.stacktrace']).toContain('FirstSend')
  })
})

describe('headers-trace/opentelemetry', () => {
  test('exports nothing of a trace that is not sampled', async () => {
    const { spans, run } = await traced(['/at-once', '/later'], { OTEL_TRACES_SAMPLER: 'always_off' })
    expect(spans).toEqual([])
    expect(run.conflicts).toHaveLength(2)
  })

  test('does nothing where nothing watches', async () => {
    const { spans } = await traced(['/at-once'], { HEADERS_TRACE: 'off' })
    expect(spans.flatMap(({ events }) => events)).toEqual([])
  })

  const app = `${aResponse}res.end()\ntry { res.setHeader('a', 'b') } catch {}\nconsole.log('fine')\n`

  test('lets a program run that has no OpenTelemetry', async () => {
    const folder = folderOf({ 'app.js': app })
    cpSync(join(root, 'dist'), join(folder, 'node_modules/headers-trace/dist'), { recursive: true })
    const copy = join(folder, 'node_modules/headers-trace/dist')
    const args = ['--require', join(copy, 'register.js'), '--require', join(copy, 'opentelemetry.js')]
    const { stdout, stderr, code } = await run(folder, { args })
    expect(stdout).toBe('fine\n')
    expect(stderr.match(/^headers-trace: .*/gm)).toEqual([
      expect.stringMatching(
        /^headers-trace: conflicts go to no span: Cannot find module '@opentelemetry\/api'/,
      ),
    ])
    expect(code).toBe(0)
  })

  test('lets a program run that has the API and nothing behind it', async () => {
    const { stdout, stderr } = await run(folderOf({ 'app.js': app }), {
      args: ['--require', join(root, 'dist/register.js'), '--require', recorder],
    })
    expect(stdout).toBe('fine\n')
    expect(stderr).not.toContain('headers-trace: ')
  })
})
