import { describe, expect, test } from 'vitest'
import { readReports } from '../../src/tools/report-reader'
import { bugOf } from '../../src/tools/view/bug'
import { lines, part, report, site } from './report'

function detailOf(changes: Parameters<typeof report>[0]) {
  const [bug] = readReports([{ name: 'a', text: lines(report(changes)) }]).bugs
  if (bug === undefined) throw new Error('there is a report')
  return bugOf(bug, () => null).detail
}

const middleware = site(
  '/srv/shop/node_modules/connect-auth/lib/index.js:7:3',
  'authenticate',
  'connect-auth@0.6.1',
)

const byItself = { site: null, path: [part(null, middleware)] }
const called = { via: 'req.authenticate', path: [part(null, middleware, site('app.js:3:21'))] }

describe('the package that an issue is for', () => {
  test.each([
    ['none, where both lines are the application’s', {}, null],
    [
      'none, where a framework was not asked to wait',
      { cause: 'not-awaited' as const, first: byItself },
      null,
    ],
    [
      'one that responded by itself',
      { cause: 'two-responders' as const, second: byItself },
      'connect-auth@0.6.1',
    ],
    [
      'one that was called and responded',
      { cause: 'two-responders' as const, first: called },
      'connect-auth@0.6.1',
    ],
    ['one that responded twice by itself', { first: byItself, second: byItself }, 'connect-auth@0.6.1'],
  ])('is %s', (_title, changes, name) => {
    expect(detailOf(changes).issueFor).toBe(name)
  })
})

describe('an issue', () => {
  const { issue } = detailOf({ second: { site: null, path: [part(null, middleware)] } })

  test('has both sides, the versions, the cause and both ways', () => {
    expect(issue).toContain('### `GET /company/:id` responded twice\n')
    expect(issue).toContain('- **first**: `res.json` `sent 404` at `app.js:3:21`\n')
    expect(issue).toContain(
      '- **second**: `res.json` `setHeader("Content-Type") refused` by `connect-auth@0.6.1`',
    )
    expect(issue).toContain('- **cause**: `missing-return`')
    expect(issue).toContain('- **versions**: Node.js `v24.0.0`, `express@5.3.0`, `connect-auth@0.6.1`')
    expect(issue).toContain(
      'authenticate  node_modules/connect-auth/lib/index.js:7:3  (connect-auth@0.6.1)\n',
    )
  })

  test('does not say where the program is installed', () => {
    expect(issue).not.toContain('/srv/shop')
  })

  test('names the route and not what was asked for', () => {
    expect(issue).toContain('`GET /company/:id got its response from res.json')
    expect(issue).not.toContain('/company/42')
  })

  test('has no Markdown in it but its own', () => {
    const { issue } = detailOf({ message: '``` <img> @everyone `x`', request: { route: '/`</a>' } })
    expect(issue).toContain('```` ``` <img> @everyone `x` ````')
    expect(issue).toContain('### ``GET /`</a>`` responded twice')
  })
})
