import { beforeAll, describe, expect, test } from 'vitest'
import { storyNames } from '../examples/run.mjs'
import { table as errors } from './programs/errors.mjs'
import { table as events } from './programs/events.mjs'
import { operations as http2Operations } from './programs/http2-crash.mjs'
import { table as http2Errors } from './programs/http2-errors.mjs'
import { table as http2Events } from './programs/http2-events.mjs'
import { table as http2Shape } from './programs/http2-shape.mjs'
import { bodyOperations, headerOperations } from './programs/late-operations.mjs'
import { table as ofProcess } from './programs/process.mjs'
import { table as shape } from './programs/shape.mjs'
import { type Run, runFile, type Start } from './run-node'
import { runStory } from './run-story'
import { type Observed, observe, programOf } from './run-table'

/** Runs the same program without headers-trace and with it. */
async function both<T>(run: (start: Start) => Promise<T>): Promise<[without: T, withIt: T]> {
  return await Promise.all([run({ preload: null }), run({ preload: '--require' })])
}

/**
 * What a program printed on standard error, without the one addition: where Node prints an error, the `[cause]` among its
 * properties, recognised by the lines that are indented more deeply than it.
 */
function withoutCause(printed: string): string {
  const lines: string[] = []
  let depth = Number.POSITIVE_INFINITY
  for (const line of printed.split('\n')) {
    const indentation = line.search(/\S|$/)
    if (indentation > depth) continue
    const isCause = line.startsWith('[cause]: ', indentation)
    depth = isCause ? indentation : Number.POSITIVE_INFINITY
    if (isCause) lines.push((lines.pop() ?? '').replace(/,$/, ''))
    else lines.push(line)
  }
  return lines.join('\n')
}

/**
 * What Node prints above a rejection that no one handles: the line that its stack begins with, unless the stack has been
 * read, as we do. This is the one difference that is known: docs/how-it-works.md.
 */
const rejection =
  /^(?:node:(?:_http_|internal\/http2\/)\w+:\d+\n.*ERR_HTTP2?_HEADERS_SENT.*\n {10,12}\^|node:internal\/process\/promises:\d+\n.*triggerUncaughtException.*\n +\^)$/m

/** Where Node prints an error with its cause, it leaves out the lines that both stacks have. */
function unfolded(lines: readonly string[], whole: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const count = /^ +\.\.\. (\d+) lines matching cause stack trace \.\.\.$/.exec(line)?.[1]
    return count === undefined ? [line] : whole.slice(index, index + Number(count))
  })
}

/** How Node comes to call something differs with what is due at once. */
function withoutCallers(lines: readonly string[]): string {
  return lines
    .join('\n')
    .replace(/\n +at \S+ \(node:internal\/(?:timers|process\/task_queues):\d+:\d+\)/g, '')
}

/** What the person who started it sees of a program, without what differs from run to run: ports and process ids. */
function visible({ conflicts: _, stdout, stderr, ...run }: Run) {
  return {
    ...run,
    stdout: stdout.replace(/(?<=http:\/\/[\w.]+:)\d+/, 'PORT').split('\n'),
    stderr: withoutCause(stderr)
      .replace(/(?<=\(node:)\d+(?=\))/g, 'PID')
      .replace(rejection, '')
      // V8 names the property that a callback is kept in when a stack is read, if it is still kept there then.
      .replace(/ \[as _on\w+\]/g, '')
      .split('\n'),
  }
}

// Two print the time of day; of the others the response and the crash, or the log of it, run a race.
const races = new Set(['nest-file', 'wall-clock', 'proxy-header', 'http2-answer', 'paid-download'])

describe('a story responds, prints and ends as without headers-trace', () => {
  test.each(storyNames().filter(name => !races.has(name)))('%s', async name => {
    const [without, withIt] = (await both(start => runStory(name, start))).map(visible)
    const whole = without?.stderr ?? []
    expect({ ...withIt, stderr: withoutCallers(unfolded(withIt?.stderr ?? [], whole)) }).toEqual({
      ...without,
      stderr: withoutCallers(whole),
    })
  })
})

describe.each([
  ['an error', 'errors.mjs', errors],
  ['a class or a response', 'shape.mjs', shape],
  ['the order of events', 'events.mjs', events],
  ['its process', 'process.mjs', ofProcess],
  ['an error of HTTP/2', 'http2-errors.mjs', http2Errors],
  ['a class or a response of HTTP/2', 'http2-shape.mjs', http2Shape],
  ['the order of events over HTTP/2', 'http2-events.mjs', http2Events],
])('a program sees the same of %s', (_, program, table) => {
  let without: Observed
  let withIt: Observed
  beforeAll(async () => {
    ;[without, withIt] = await both(start => observe(program, start))
  })

  test.each(Object.keys(table))('%s', title => {
    expect(withIt.results[title]).toEqual(without.results[title])
  })

  test('and nothing else is printed', () => {
    expect(withIt.stderr).toBe(without.stderr)
  })
})

describe('a crash is printed line for line', () => {
  const crash = (args: string[], flags: string[] = []) =>
    both(start => runFile(programOf('crash.mjs'), { ...start, args, flags }))

  test.each(Object.keys({ ...headerOperations, ...bodyOperations }))('by %s', async operation => {
    const [without, withIt] = await crash([operation])
    expect(visible(withIt)).toEqual(visible(without))
  })

  test.each([
    ['when the stack trace limit is 0', 'limit-0'],
    ['when there is no stack trace limit', 'no-limit'],
    ['when the application formats stacks', 'formatter'],
    ['when the application handles what no one catches', 'handled'],
  ])('%s', async (_, situation) => {
    const [without, withIt] = await crash(['setHeader', situation])
    expect(visible(withIt)).toEqual(visible(without))
  })

  test.each(['--enable-source-maps', '--frozen-intrinsics', '--stack-trace-limit=1', '--no-warnings'])(
    'under %s',
    async flag => {
      const [without, withIt] = await crash(['setHeader'], [flag])
      expect(visible(withIt)).toEqual(visible(without))
    },
  )

  describe.each(['when it has ended', 'when it has closed'])('over HTTP/2, %s', moment => {
    test.each(Object.keys(http2Operations))('by %s', async operation => {
      const args = [operation, ...(moment === 'when it has closed' ? ['closed'] : [])]
      const [without, withIt] = await both(start => runFile(programOf('http2-crash.mjs'), { ...start, args }))
      expect(visible(withIt)).toEqual(visible(without))
    })
  })

  test('with the line of Node that has thrown', async () => {
    const [without] = await crash(['setHeader'])
    expect(without.stderr).toMatch(
      /^node:_http_outgoing:\d+\n {4}throw new ERR_HTTP_HEADERS_SENT\('set'\);\n {4}\^\n/,
    )
  })
})

describe('the one addition', () => {
  test('is a cause of the refused error, which is not enumerated', async () => {
    const [without, withIt] = await both(start => observe('cause.mjs', start))
    expect(without.results).toEqual({ setHeader: null, write: null })
    const addition = {
      enumerable: false,
      writable: true,
      configurable: true,
      name: 'FirstSend',
      stack: expect.any(String),
    }
    expect(withIt.results).toEqual({ setHeader: addition, write: addition })
  })
})
