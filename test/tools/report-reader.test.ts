import { describe, expect, test } from 'vitest'
import { readReports } from '../../src/tools/report-reader'
import { lines, report } from '../view/report'

const file = (name: string, text: string) => ({ name, text })

const at = (seconds: number, occurrence: number, pid = 1) =>
  report({
    time: new Date(Date.UTC(2026, 10, 22) + seconds * 1000).toISOString(),
    occurrence,
    process: { pid },
  })

describe('how often a bug was seen', () => {
  test.each([
    ['once, by one report', [[at(0, 1)]], 1],
    ['as often as the process said last', [[at(0, 1), at(1, 10), at(2, 23)]], 23],
    ['by two processes together', [[at(0, 1, 1), at(0, 1, 2), at(1, 10, 1)]], 11],
    [
      'by two machines that have the same process id',
      [
        [at(0, 1), at(5, 10)],
        [at(1, 1), at(6, 10)],
      ],
      20,
    ],
    ['by a process that was started again with the same id', [[at(0, 1), at(1, 10), at(2, 1)]], 11],
    ['by a process that crashes each time', [[at(0, 1), at(1, 1), at(2, 1)]], 3],
    ['in a file and the one that it was rotated to', [[at(0, 1), at(1, 10)], [at(2, 100)]], 100],
    ['by the rest of a log of which the beginning is gone', [[at(2, 100)]], 100],
    [
      'once where a file is given with a copy',
      [
        [at(0, 1), at(1, 10)],
        [at(0, 1), at(1, 10)],
      ],
      10,
    ],
    ['once where a process says its last word again', [[at(0, 1), at(1, 3), at(1, 3)]], 3],
  ])('is counted %s', (_title, reports, occurrences) => {
    const read = readReports(reports.map((each, index) => file(`${index}.ndjson`, lines(...each))))
    expect(read.bugs.map(bug => bug.occurrences)).toEqual([occurrences])
  })
})

describe('reports of one bug', () => {
  test('are one group, with all routes and versions, the first time and the last', () => {
    const { bugs } = readReports([
      file(
        'a',
        lines(at(9, 1, 1), report({ request: { route: '/other' }, process: { pid: 2, node: 'v20.0.0' } })),
      ),
      file('b', lines(at(4, 1, 3))),
    ])
    expect(bugs).toHaveLength(1)
    expect(bugs[0]).toMatchObject({
      processes: 3,
      firstSeen: '2026-11-22T00:00:04.000Z',
      lastSeen: '2026-11-22T13:00:00.000Z',
      routes: new Set(['GET /company/:id', 'GET /other']),
      nodes: new Set(['v24.0.0', 'v20.0.0']),
    })
  })

  test('keep only so many routes, as paths are what clients like', () => {
    const paths = Array.from({ length: 30 }, (_, index) =>
      report({ request: { route: null, path: `/${index}` }, process: { pid: index } }),
    )
    const [bug] = readReports([file('a', lines(...paths))]).bugs
    expect([bug?.routes.size, bug?.hasMoreRoutes]).toEqual([20, true])
    expect(readReports([file('a', lines(paths[0] ?? {}))]).bugs[0]?.hasMoreRoutes).toBe(false)
  })

  test('are shown by the most exact, of these by the latest', () => {
    const { bugs } = readReports([
      file(
        'a',
        lines(at(1, 1, 1), { ...at(3, 1, 2), first: { ...report().first, exact: false } }, at(2, 1, 3)),
      ),
    ])
    expect(bugs[0]?.shown.process.pid).toBe(3)
  })
})

describe('bugs', () => {
  test('come in the order of how often they were seen', () => {
    const { bugs } = readReports([
      file('a', lines({ ...at(0, 1, 1), fingerprint: 'rare' }, { ...at(0, 50, 2), fingerprint: 'often' })),
    ])
    expect(bugs.map(({ fingerprint }) => fingerprint)).toEqual(['often', 'rare'])
  })

  test('may have the names of what objects have by themselves', () => {
    const names = ['__proto__', 'constructor', 'toString']
    const { bugs } = readReports([file('a', lines(...names.map(name => report({ fingerprint: name }))))])
    expect(bugs.map(({ fingerprint }) => fingerprint).sort()).toEqual(names.sort())
  })
})

describe('a line that is no report', () => {
  test.each([
    ['text', 'Listening on 3000'],
    ['half a report', JSON.stringify(report()).slice(0, 200)],
    ['another program’s JSON', '{"level":30,"msg":"hello"}'],
    ['a report of another schema', JSON.stringify({ ...report(), schema: 'headers-trace/2' })],
    ['a report without its sides', JSON.stringify({ ...report(), first: null })],
    ['a report with text where a number belongs', JSON.stringify({ ...report(), occurrence: '1' })],
    [
      'a report with a frame that has no file',
      JSON.stringify({ ...report(), hidden: { name: '', message: '', site: {} } }),
    ],
    [
      'a report with a candidate that says it is certain',
      JSON.stringify({
        ...report(),
        fix: { ...report().fix, candidates: [{ certain: true, text: '', edits: [] }] },
      }),
    ],
    ['a report of no time', JSON.stringify({ ...report(), time: 'yesterday' })],
    ['null', 'null'],
  ])('is counted and left out: %s', (_title, line) => {
    const { bugs, reports, malformed } = readReports([file('a', `${line}\n\n${lines(report())}`)])
    expect([bugs.length, reports, malformed]).toEqual([1, 1, 1])
  })
})
