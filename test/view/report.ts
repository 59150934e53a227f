import type { Conflict, PathSegment, Site } from '../../src/report/conflict'

type Changes<T> = { [Name in keyof T]?: T[Name] extends object | null ? Changes<T[Name]> | null : T[Name] }

/** A call in the source of the application, or of a package by its name and version. */
export function site(place: string, name = 'show', owner?: string): Site {
  const [, file = '', line, column] = /^(.*):(\d+):(\d+)$/.exec(place) ?? []
  const call = { file, line: Number(line), column: Number(column), function: name }
  if (owner === undefined) return { ...call, owner: 'app' }
  return owner === 'node' ? { ...call, owner } : { ...call, owner: 'package', package: owner }
}

/** Frames that led to one another in one turn, innermost first. */
export function part(reason: string | null, ...frames: Site[]): PathSegment {
  return { reason, frames }
}

/** A report of a company that was not found and shown all the same, with some of it changed. */
export function report(changes: Changes<Conflict> = {}): Conflict {
  const [first, second] = [site('app.js:3:21', 'show'), site('app.js:5:7', 'show')]
  return changed(
    {
      schema: 'headers-trace/1',
      time: '2026-11-22T13:00:00.000Z',
      process: { pid: 1, thread: 0, node: 'v24.0.0' },
      fingerprint: 'aaaaaaaaaaaa',
      occurrence: 1,
      request: { method: 'GET', path: '/company/42', route: '/company/:id', age: 12 },
      kind: 'headers',
      first: {
        operation: 'end',
        via: 'res.json',
        at: 3,
        exact: true,
        site: first,
        path: [part(null, first, site('node_modules/express/index.js:1:1', 'next', 'express@5.3.0'))],
        status: 404,
      },
      second: {
        operation: 'setHeader',
        via: 'res.json',
        at: 12,
        exact: true,
        site: second,
        path: [part(null, second, site('node_modules/express/index.js:1:1', 'next', 'express@5.3.0'))],
        header: 'Content-Type',
        outcome: 'threw',
        code: 'ERR_HTTP_HEADERS_SENT',
      },
      fork: {
        function: 'show',
        file: 'app.js',
        first: { line: 3, column: 21 },
        second: { line: 5, column: 7 },
      },
      cause: 'missing-return',
      evidence: ['both lines are in one call of show'],
      hidden: null,
      message: 'GET /company/42 got its response from res.json (app.js:3); show went on',
      fix: { text: 'Return after the first response.', edits: [] },
    },
    changes,
  )
}

/** Reports as a file has them. */
export function lines(...reports: readonly object[]): string {
  return reports.map(each => `${JSON.stringify(each)}\n`).join('')
}

/** Applies a text to each string in a value. */
export function withStrings<T>(value: T, change: (text: string) => string): T {
  if (typeof value === 'string') return change(value) as T
  if (Array.isArray(value)) return value.map(item => withStrings(item, change)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, withStrings(item, change)]),
  ) as T
}

function changed<T extends object>(value: T, changes: Changes<T>): T {
  const result = { ...value } as Record<string, unknown>
  for (const [name, change] of Object.entries(changes)) {
    const isNested = typeof change === 'object' && change !== null && !Array.isArray(change)
    const before = result[name]
    result[name] =
      isNested && typeof before === 'object' && before !== null ? changed(before, change) : change
  }
  return result as T
}
