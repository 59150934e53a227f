import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaveWhenIdle, stories } from '../../examples/run.mjs'
import { applyEdits } from '../../src/diagnose/edits/apply-edits'
import type { Conflict } from '../../src/report/conflict'
import { root } from '../program'
import { type Run, startFile } from '../run-node'

interface Row {
  readonly cause: string
  /** What the message of the hidden error matches. */
  readonly hidden?: string
  /** What the suggestion matches. */
  readonly says?: RegExp
  /** What the second attempt is called, where that is not plain. */
  readonly via?: string
  /** Whether an edit is offered; where that is not said, either will do. */
  readonly edit?: boolean
  /** Paths that are requested; a client of `leave /path` goes away when the response begins, one of `upload /path` sends a file. */
  readonly ask: readonly string[]
  /** Requests that no conflict is of, and that have to get the same response with the edit. */
  readonly well?: readonly string[]
  /** The program as it was meant: with the edit, each request has to get the same status, headers and body. */
  readonly meant?: unknown
}

type Table = Readonly<Record<string, Row>>

const folder = join(root, 'test/programs/causes')
const edited = join(root, '.cache/causes')

// Each row's server is a process's own no longer than one table is.
async function serve(file: string, asks: (row: Row) => readonly string[], table: Table) {
  const server = startFile(join(folder, 'serve.cjs'), {
    args: [file],
    flags: ['--require', leaveWhenIdle],
    environment: { HEADERS_TRACE_BUDGET: 'full', STORIES: stories },
  })
  const origins: Record<string, string> = JSON.parse(
    (await server.printed(/listening (.+)\.\n/))?.[1] ?? '{}',
  )
  const responses: Record<string, unknown[]> = {}
  const rows = Object.entries(table).flatMap(([title, row]): [string, Row][] => [
    [title, row],
    ...(row.meant === undefined ? [] : [[`${title}, as meant`, row] satisfies [string, Row]]),
  ])
  const asking = rows.map(async ([title, row]) => {
    const asked: Promise<unknown>[] = []
    for (const path of asks(row)) {
      asked.push(responseTo(origins[title] ?? '', path))
      // Some wait for those that come after them.
      await server.printed(new RegExp(`^request ${asked.length} of ${escaped(title)}\\.$`, 'm'))
    }
    return { title, asked }
  })
  const all = await Promise.all(asking)
  server.signal('SIGUSR2')
  for (const { title, asked } of all) responses[title] = await Promise.all(asked)
  return { responses, run: await server.ended }
}

async function responseTo(origin: string, asked: string): Promise<unknown> {
  const [path = '', verb] = asked.split(' ').reverse()
  try {
    const response = await fetch(`${origin}${path}`, verb === 'upload' ? upload() : {})
    if (verb === 'leave') return await response.body?.cancel()
    const headers = [...response.headers].filter(([name]) => name !== 'date')
    return [response.status, headers, await response.text()]
  } catch (error) {
    return (error as Error).name
  }
}

function upload(): RequestInit {
  const body = new FormData()
  body.set('picture', new Blob(['not a picture']), 'picture.txt')
  return { method: 'POST', body }
}

function escaped(text: string): string {
  return text.replace(/[()+.?*]/g, '\\$&')
}

// The lines of a row, from its title to where its braces close.
function linesOf(text: string, title: string): [number, number] {
  const [before = '', ...rest] = text.split(`'${title}': {`)
  const from = before.split('\n').length
  const row = rest.join('').split('\n  },\n')[0] ?? ''
  return [from, from + row.split('\n').length]
}

process.env.STORIES = stories

describe.each([
  'one-call.cjs',
  'several-paths.cjs',
  'frameworks.cjs',
  'error-handlers.cjs',
  'going-on.cjs',
  'two-runs.cjs',
  'meant.cjs',
  'several-returns.cjs',
  'waits.cjs',
])('the table %s', name => {
  const file = join(folder, name)
  const text = readFileSync(file, 'utf8')
  const table: Table = createRequire(import.meta.url)(file)
  let traced: Run
  let changed: { responses: Record<string, unknown[]>; run: Run }
  let after: string
  let before: Record<string, unknown[]>

  const conflictsOf = (title: string, run = traced, program = text): Conflict[] => {
    const [from = 0, to = 0] = linesOf(program, title)
    return run.conflicts.filter(conflict =>
      [conflict.second, conflict.first].some(side =>
        side.path?.some(part =>
          part.frames.some(frame => frame.file.endsWith(name) && frame.line >= from && frame.line <= to),
        ),
      ),
    )
  }

  beforeAll(async () => {
    traced = (await serve(file, row => row.ask, table)).run
    before = (await serve(file, row => row.well ?? [], table)).responses
    const edits = Object.keys(table).flatMap(title => conflictsOf(title)[0]?.fix.edits ?? [])
    const copy = join(edited, basename(file))
    mkdirSync(dirname(copy), { recursive: true })
    after = applyEdits(text, edits)
    writeFileSync(copy, after)
    changed = await serve(copy, row => [...row.ask, ...(row.well ?? [])], table)
  })

  afterAll(() => rmSync(join(edited, name), { force: true }))

  test.each(Object.entries(table))('tells why of %s', (title, { cause, hidden, says, edit, via }) => {
    const [conflict] = conflictsOf(title)
    expect(conflict?.cause).toBe(cause)
    if (hidden !== undefined) expect(conflict?.hidden?.message).toMatch(new RegExp(hidden))
    if (says !== undefined) expect(conflict?.fix.text).toMatch(says)
    if (via !== undefined) expect(conflict?.second.via).toBe(via)
    if (edit !== undefined) expect(conflict?.fix.edits.length).toEqual(edit ? expect.any(Number) : 0)
    if (edit === true) expect(conflict?.fix.edits).not.toEqual([])
  })

  const offered = Object.entries(table).filter(([, { edit }]) => edit === true)
  test.each(offered)('fixes %s', (title, { ask, well = [], meant }) => {
    expect(conflictsOf(title, changed.run, after).map(({ message }) => message)).toEqual([])
    if (meant === undefined)
      expect(changed.responses[title]?.slice(ask.length)).toEqual(before[title]?.slice(0, well.length))
    else expect(changed.responses[title]).toEqual(changed.responses[`${title}, as meant`])
  })
})
