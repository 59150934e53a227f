// The reports on the page of causes: each section has a program, and the report that it gets. `npm run docs` writes them anew;
// `test/causes-page.test.ts` holds them to what is printed today.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { register, root, stories } from '../examples/run.mjs'
import { stable } from './outputs.mjs'

/** What the programs require, where it is installed. */
const packages = {
  express: join(stories, 'found-or-not/node_modules/express'),
  koa: join(root, 'node_modules/koa'),
  fastify: join(root, 'node_modules/fastify'),
}

/** The requests that show a bug which one request does not. */
const requests = { 'stale-response': 'GET /wait GET /say GET /say' }

/** It takes a server to send the request to. */
const untried = ['outgoing-request']

/** The sections whose programs can be run: `{ cause, program, report }`. */
export function causeReports(page) {
  return page.split(/^(?=## )/m).flatMap(section => {
    const [, cause] = /^## (\S+)$/m.exec(section) ?? []
    const [, program] = /^```js\n([\s\S]*?)^```$/m.exec(section) ?? []
    const [, report] = /^```text\n(headers-trace {2}[\s\S]*?)\n^```$/m.exec(section) ?? []
    if (cause === undefined || program === undefined || report === undefined) return []
    return untried.includes(cause) ? [] : [{ cause, program, report }]
  })
}

/** What a program of the page is reported for now, in 100 columns. */
export async function reportNow({ cause, program, report }) {
  const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
  try {
    writeFileSync(join(folder, 'app.js'), program)
    mkdirSync(join(folder, 'node_modules'))
    for (const [name, place] of Object.entries(packages))
      symlinkSync(place, join(folder, 'node_modules', name))
    const env = {
      PATH: process.env.PATH,
      COLUMNS: '100',
      HEADERS_TRACE_BUDGET: 'full',
      REQUESTS: requests[cause] ?? /^headers-trace {2}(\S+ \S+)/.exec(report)[1],
    }
    const args = ['--require', join(root, 'test/programs/ask.cjs'), '--require', register, 'app.js']
    const printed = await new Promise(resolve =>
      execFile(process.execPath, args, { cwd: folder, env }, (_error, _stdout, stderr) => resolve(stderr)),
    )
    const [now = printed] = /^headers-trace {2}[\s\S]*?^ {2}fingerprint .*$/m.exec(printed) ?? []
    // A checkout beside the folder is shown from there.
    return now.replaceAll(root, '').replaceAll(`${relative(folder, root)}/`, '')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** What of a report stays the same from run to run: neither durations, nor where a label breaks that has one. */
export function stableReport(report) {
  return stable(report)
    .replace(/\n +│ +(?=[a-z])/g, ' ')
    .replace(/─+(?:\n +│ +╰──)? +(?=(?:first|second):)/g, '─ ')
}

/** The page with the reports that its programs get now. One that has not changed but for its times stays. */
export async function withReports(page) {
  let now = page
  for (const section of causeReports(page)) {
    const report = await reportNow(section)
    if (stableReport(report) !== stableReport(section.report)) now = now.replace(section.report, () => report)
  }
  return now
}
