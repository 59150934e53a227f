import { describe, expect, test } from 'vitest'
import { folderOf } from '../program'
import { lines, report, site } from '../view/report'
import { headersTrace } from './command-line'

const one = report()
const other = report({ fingerprint: 'bbbbbbbbbbbb', cause: 'loop', occurrence: 5, first: { site: null } })
const ofPackage = report({
  fingerprint: 'cccccccccccc',
  first: { site: site('node_modules/x/index.js:1:1', 'f', 'x@1.0.0') },
  second: { site: null },
})
const list = (...args: string[]) =>
  headersTrace(['list', ...args], {
    directory: folderOf({ 'reports.ndjson': lines(one, other, one, ofPackage) }),
  })

describe('headers-trace list', () => {
  test('prints a line for each bug', () => {
    const { stdout, status } = list('reports.ndjson')
    const printed = stdout.trimEnd().split('\n')
    expect(printed).toHaveLength(3)
    expect(printed[0]).toMatch(/^app\.js:5:7: GET .* \[loop\]$/)
    expect(printed[1]).toMatch(/^app\.js:5:7: GET .* \[missing-return\] \(first: app\.js:3:21\)$/)
    expect(status).toBe(0)
  })

  test('prints the report that stands for each bug', () => {
    const { stdout } = list('reports.ndjson', '--format', 'json')
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line)),
    ).toEqual([other, one, ofPackage])
  })

  test('prints a code quality report of GitLab', () => {
    expect(JSON.parse(list('reports.ndjson', '--format=gitlab').stdout)).toEqual([
      {
        description: `${other.message} ${other.fix.text}`,
        check_name: 'loop',
        fingerprint: 'bbbbbbbbbbbb',
        severity: 'major',
        location: { path: 'app.js', lines: { begin: 5 } },
      },
      expect.objectContaining({ location: { path: 'app.js', lines: { begin: 3 } } }),
    ])
  })

  test('reads standard input', () => {
    expect(headersTrace(['list', '-'], { input: lines(one) }).stdout).toMatch(/^app\.js:5:7: /)
  })

  test('knows no other format', () => {
    const { stderr, status } = list('reports.ndjson', '--format', 'xml')
    expect(stderr).toContain("there is no format 'xml'; there are line, json, gitlab")
    expect(status).toBe(2)
  })
})
