import { expect, it } from 'vitest'
import { lineOf } from '../../src/report/line'
import { folderOf, run } from '../program'
import { report, site } from '../view/report'

it.each([
  [
    'begins with the second and names the first',
    {},
    'app.js:5:7: GET /company/42 got its response from res.json (app.js:3); show went on [missing-return] (first: app.js:3:21)',
  ],
  [
    'begins with the first where the second has no line',
    { second: { site: null }, message: 'M.' },
    'app.js:3:21: M [missing-return]',
  ],
  [
    'has no first where there is no line',
    { first: { site: null }, message: 'M.' },
    'app.js:5:7: M [missing-return]',
  ],
  [
    'has a place where nobody has a line',
    { first: { site: null }, second: { site: null }, message: 'M.' },
    'node:1:1: M [missing-return]',
  ],
  [
    'stays one line',
    { message: 'GET /\n\u001b[2J', second: { site: { ...site('a.js:1:2'), file: 'a\n.js' } } },
    'a\\u000a.js:1:2: GET /\\u000a\\u001b[2J [missing-return] (first: app.js:3:21)',
  ],
])('the line of a bug %s', (_title, changes, line) => {
  expect(lineOf(report(changes))).toBe(line)
})

it('HEADERS_TRACE_FORMAT=line prints each bug once', async () => {
  const text = `const { ServerResponse } = require('node:http')
for (const url of ['/a', '/b', '/c']) {
  const res = new ServerResponse({ method: 'GET', url })
  res.end()
  try { res.setHeader('a', 'b') } catch {}
}
`
  const { stderr, conflicts } = await run(folderOf({ 'app.js': text }), {
    environment: { HEADERS_TRACE_FORMAT: 'line' },
  })
  expect(conflicts).toHaveLength(3)
  expect(stderr).toMatch(/^app\.js:5:13: GET \/a .* \[[a-z-]+\] \(first: app\.js:4:7\)\n$/)
})
