import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPage, stable } from '../docs/outputs.mjs'
import { stories } from '../examples/run.mjs'
import { folderOf, nodeMajor, preload, root, run } from './program'

/** What each program of the page requires, where it is installed. */
const packages = {
  express: join(stories, 'found-or-not/node_modules/express'),
  koa: join(root, 'node_modules/koa'),
  fastify: join(root, 'node_modules/fastify'),
}

/** The requests that show a bug which one request does not. */
const requests: Readonly<Record<string, string>> = { 'stale-response': 'GET /wait GET /say GET /say' }

/** It takes a server to send the request to. */
const untried = ['outgoing-request']

const sections = readPage('docs/causes.md')
  .split(/^(?=## )/m)
  .flatMap(section => {
    const [, cause] = /^## (\S+)$/m.exec(section) ?? []
    const [, program] = /^```js\n([\s\S]*?)^```$/m.exec(section) ?? []
    const [, report] = /^```text\n(headers-trace {2}[\s\S]*?)^```$/m.exec(section) ?? []
    if (cause === undefined || program === undefined || report === undefined) return []
    return untried.includes(cause) ? [] : [{ cause, program, report }]
  })

// The number of Node's own calls differs with the version.
describe.runIf(nodeMajor === 20)('the program in the section of', () => {
  test.each(sections)('$cause gets the report that is shown there', async ({ cause, program, report }) => {
    const folder = folderOf({ 'app.js': program })
    mkdirSync(join(folder, 'node_modules'))
    for (const [name, place] of Object.entries(packages))
      symlinkSync(place, join(folder, 'node_modules', name))
    const { stderr } = await run(folder, {
      args: ['--require', join(root, 'test/programs/ask.cjs'), ...preload],
      environment: {
        COLUMNS: '100',
        REQUESTS: requests[cause] ?? /^headers-trace {2}(\S+ \S+)/.exec(report)?.[1],
      },
    })
    const [printed = stderr] = /^headers-trace {2}[\s\S]*?^ {2}fingerprint .*$/m.exec(stderr) ?? []
    expect(stable(printed).replaceAll(root, '')).toBe(stable(report.trim()))
  })
})

test('the page has a program and its report for nearly each cause', () => {
  expect(sections.length).toBeGreaterThan(14)
})
