import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { baselineOf } from '../../src/report/baseline'
import { headersTrace } from '../cli/command-line'
import { aResponse, folderOf, run } from '../program'
import { lines, report, site } from '../view/report'

const known = `${aResponse}res.end()
try { res.setHeader('a', 'b') } catch {}
`
const fresh = `const other = new ServerResponse({ method: 'GET', url: '/' })
other.end()
try { other.removeHeader('a') } catch {}
`

const json = (folder: string) => ({
  HEADERS_TRACE_FORMAT: 'json',
  HEADERS_TRACE_OUTPUT: join(folder, 'reports.ndjson'),
})
const strict = { HEADERS_TRACE_STRICT: '1', HEADERS_TRACE_BASELINE: 'headers-trace-baseline.json' }

/** A folder with a program and the baseline of what it does. */
async function adopted() {
  const folder = folderOf({ 'app.js': known })
  await run(folder, { environment: json(folder) })
  const made = headersTrace(['baseline', 'reports.ndjson'], { directory: folder })
  expect(made).toMatchObject({ stdout: 'headers-trace-baseline.json: 1 known bug\n', stderr: '', status: 0 })
  return folder
}

describe('a strict run with a baseline', () => {
  it('reports what is known and does not fail for it', async () => {
    const { code, stderr } = await run(await adopted(), { environment: strict })
    expect(stderr).toContain('fingerprint')
    expect(stderr).not.toContain('headers-trace: ')
    expect(code).toBe(0)
  })

  it('does not fail where lines have been put before what is known', async () => {
    const folder = await adopted()
    writeFileSync(join(folder, 'app.js'), `// A new line.\n\n${known}`)
    expect(await run(folder, { environment: strict })).toMatchObject({ code: 0 })
  })

  it('fails for a new one beside it', async () => {
    const folder = await adopted()
    writeFileSync(join(folder, 'app.js'), known + fresh)
    expect(await run(folder, { environment: strict })).toMatchObject({ code: 1 })
  })

  it.each([
    ['is not there', undefined],
    ['is something else', '{}'],
    ['is broken', '{'],
  ])('fails for everything where the file %s, and says why', async (_, text) => {
    const folder = folderOf({ 'app.js': known, ...(text && { 'headers-trace-baseline.json': text }) })
    const { code, stderr } = await run(folder, { environment: strict })
    expect(stderr).toMatch(
      /^headers-trace: cannot read the baseline headers-trace-baseline\.json, so that every conflict counts: /m,
    )
    expect(code).toBe(1)
  })
})

describe('the text of a baseline', () => {
  const one = report({ fingerprint: 'bbbbbbbbbbbb' })
  const other = report({
    fingerprint: 'aaaaaaaaaaaa',
    cause: 'two-responders',
    first: { site: null },
    second: { site: site('src/app.js:7:1') },
  })

  it('says of each bug its fingerprint, its cause and both places', () => {
    expect(JSON.parse(baselineOf([one, other]))).toEqual({
      schema: 'headers-trace-baseline/1',
      conflicts: [
        {
          fingerprint: 'aaaaaaaaaaaa',
          cause: 'two-responders',
          first: 'express@5.3.0',
          second: 'show (src/app.js:7)',
        },
        {
          fingerprint: 'bbbbbbbbbbbb',
          cause: 'missing-return',
          first: 'show (app.js:3)',
          second: 'show (app.js:5)',
        },
      ],
    })
  })

  it('is the same whatever the order and the number of reports', () => {
    const counts = [2, 3].map(occurrence => ({ ...one, occurrence }))
    expect(baselineOf([other, ...counts, one])).toBe(baselineOf([one, other]))
  })

  it('has nothing in it that a terminal would obey', () => {
    const nasty = report({ first: { site: site('a\u001b[2J\u202e.js:1:1') } })
    const text = baselineOf([nasty])
    expect([...'\u001b\u202e'].filter(character => text.includes(character))).toEqual([])
  })

  it('goes to standard output for -o -', () => {
    const folder = folderOf({ 'reports.ndjson': lines(one, other) })
    const { stdout } = headersTrace(['baseline', 'reports.ndjson', '-o', '-'], { directory: folder })
    expect(stdout).toBe(baselineOf([one, other]))
  })

  it.each(['baseline', 'sarif', 'view'])('does not take the place of the reports: %s', command => {
    const folder = folderOf({ 'reports.ndjson': lines(one) })
    const { stderr, status } = headersTrace([command, 'reports.ndjson', '-o', './reports.ndjson'], {
      directory: folder,
    })
    expect(stderr).toContain('the result would replace the reports in ./reports.ndjson')
    expect(status).toBe(2)
    expect(readFileSync(join(folder, 'reports.ndjson'), 'utf8')).toBe(lines(one))
  })
})
