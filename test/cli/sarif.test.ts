import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import schema from '@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'
import Ajv from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import type { Conflict } from '../../src/report/conflict'
import { readReports } from '../../src/tools/report-reader'
import { sarifOf } from '../../src/tools/sarif/sarif-log'
import { folderOf, root } from '../program'
import { lines, report, site } from '../view/report'
import { headersTrace } from './command-line'

// One of its patterns is none by the rules of `u`.
const ajv = new Ajv({ strict: false, unicodeRegExp: false })
addFormats(ajv)
const isValid = ajv.compile(schema)

const edit = {
  file: 'src/the app.js',
  start: { line: 3, column: 5 },
  end: { line: 3, column: 5 },
  text: 'return ',
}
const conflicts = {
  'one with an edit': report({
    first: { site: site('src/the app.js:3:21') },
    fix: { text: 'Return.', edits: [edit] },
  }),
  'one with a likely edit': report({
    fix: { text: 'Respond once.', candidates: [{ certain: false, text: 'Return.', edits: [edit] }] },
  }),
  'one that a framework responded to first': report({ cause: 'two-responders', first: { site: null } }),
  'one without a line': report({ first: { site: null }, second: { site: null } }),
  'one outside of the folder': report({ first: { site: site('/else where/app.js:3:21') } }),
  'one from the reports of a client': report({ message: 'GET /\u001b[2J\u202e' }),
}

const logOf = (...conflicts: Conflict[]) =>
  sarifOf(readReports([{ name: 'reports', text: lines(...conflicts) }]).bugs, '0.1.0')

describe('the SARIF of', () => {
  test.each(Object.entries(conflicts))('%s is what the schema asks for', (_, conflict) => {
    const log = logOf(conflict)
    isValid(log)
    expect(isValid.errors).toBeNull()
    expect(log.runs[0]?.results).toHaveLength(1)
  })

  test('a conflict has both lines, the fingerprint and the edit', () => {
    const [run] = logOf(conflicts['one with an edit']).runs
    expect(run?.results[0]).toMatchObject({
      ruleId: 'missing-return',
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: 'src/the%20app.js', uriBaseId: 'SRCROOT' },
            region: { startLine: 3, startColumn: 21 },
          },
        },
      ],
      relatedLocations: [{ physicalLocation: { region: { startLine: 5, startColumn: 7 } } }],
      partialFingerprints: { 'headersTrace/v1': 'aaaaaaaaaaaa' },
      fixes: [
        {
          artifactChanges: [
            {
              replacements: [
                {
                  deletedRegion: { startLine: 3, startColumn: 5, endLine: 3, endColumn: 5 },
                  insertedContent: { text: 'return ' },
                },
              ],
            },
          ],
        },
      ],
    })
  })

  test('a conflict has no edit to be applied where one is likely and not certain', () => {
    const [result] = logOf(conflicts['one with a likely edit']).runs[0]?.results ?? []
    expect(result).not.toHaveProperty('fixes')
    expect(result?.message.text).toMatch(/Respond once\. Likely, not certain: Return\.$/)
    expect(result?.properties?.candidates).toMatchObject([
      {
        certain: false,
        description: { text: 'Return.' },
        artifactChanges: [{ replacements: [{ insertedContent: { text: 'return ' } }] }],
      },
    ])
  })

  test('no conflicts is a log without results', () => {
    const log = logOf()
    isValid(log)
    expect(isValid.errors).toBeNull()
  })
})

test('headers-trace sarif writes a log of each bug once', () => {
  const [one, other] = [report(), report({ fingerprint: 'bbbbbbbbbbbb', cause: 'loop' })]
  const folder = folderOf({ 'reports.ndjson': `${lines(one, other, one)}no report\n` })
  const { stdout, status } = headersTrace(['sarif', 'reports.ndjson'], { directory: folder })
  expect(stdout).toBe('headers-trace.sarif: 2 results\n')
  expect(status).toBe(0)
  const log = JSON.parse(readFileSync(join(folder, 'headers-trace.sarif'), 'utf8'))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  expect(log.runs[0].tool.driver).toMatchObject({ name: 'headers-trace', version })
  expect(log.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId).sort()).toEqual([
    'loop',
    'missing-return',
  ])
})

test.each(['sarif', 'baseline', 'fix'])(
  'headers-trace %s of a file without reports says so and writes nothing',
  command => {
    const folder = folderOf({ 'reports.ndjson': '', 'other.log': 'listening\n' })
    const { stderr, stdout, status } = headersTrace([command, 'reports.ndjson', 'other.log'], {
      directory: folder,
    })
    expect(stderr).toContain('headers-trace: 1 line skipped, not a report\n')
    expect(stderr).toContain('headers-trace: no reports in reports.ndjson, other.log\n')
    expect([stdout, status]).toEqual(['', 2])
    expect(readdirSync(folder).sort()).toEqual(['other.log', 'reports.ndjson'])
  },
)
