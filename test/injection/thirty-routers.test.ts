import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { Conflict } from '../../src/index'
import { root } from '../program'
import { startFile } from '../run-node'

const routers = Array.from({ length: 30 }, (_, index) => index + 1)
const folder = join(root, '.cache/thirty-routers')
mkdirSync(folder, { recursive: true })
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const expressAt = {
  'Express 4': 'examples/stories/create-user/node_modules/express',
  'Express 5': 'bench/node_modules/express',
}

/** Half of the routers are side by side, and each of the others is in the one before. */
const mounted = routers.map(number => `${number <= 16 ? 'app' : `router${number - 1}`}.use(router${number})`)

const middlewares = Array.from(
  { length: 13 },
  (_, index) => `function middleware${index}(_req, _res, next) { next() }`,
)

/** Lines of one router: a response in each turn of a loop, and a \`next()\` after a response. */
const linesOf = (number: number) => [
  `const router${number} = express.Router()`,
  `router${number}.use((_req, _res, next) => next())`,
  `router${number}.get('/loop/${number}', (_req, res) => {`,
  `  for (const item of ['milk', 'bread']) res.json({ router: ${number}, item })`,
  '})',
  `router${number}.get('/next/${number}', (_req, res, next) => {`,
  `  res.json({ router: ${number} })`,
  '  next()',
  '})',
]

/** The lines of the router's own that are expected in its two reports. */
function expectedOf(number: number, before: number) {
  const start = before + (number - 1) * linesOf(1).length
  const [loop, response, next] = [start + 4, start + 7, start + 8]
  return [
    { path: `/loop/${number}`, cause: 'loop', first: loop, fork: [loop, loop] },
    { path: `/next/${number}`, cause: 'next-after-response', first: response, fork: [response, next] },
  ]
}

// One request after the other. A router that has gone on a hundred times goes on in a later turn of the event loop.
const askAll = async (server: Server, count: number) => {
  const { port } = server.address() as AddressInfo
  for (let number = 1; number <= count; number++)
    for (const path of ['loop', 'next'])
      await fetch(`http://127.0.0.1:${port}/${path}/${number}`)
        .then(response => response.text())
        .catch(() => {})
  server.close()
  server.closeAllConnections()
}

describe.each(Object.entries(expressAt))('%s with thirty routers', (name, express) => {
  test('has the lines, the fork and the cause of each mistake reported', async () => {
    const head = [
      `const express = require('${join(root, express)}')`,
      'const app = express()',
      "app.set('env', 'test')",
      ...middlewares.map(middleware => `app.use(${middleware})`),
    ]
    const program = [
      ...head,
      ...routers.flatMap(linesOf),
      ...mounted,
      'app.use((req, res) => res.status(404).json({ none: req.url }))',
      'app.use((_error, _req, res, _next) => res.destroy())',
      `const server = app.listen(0, '127.0.0.1', () => (${askAll})(server, ${routers.length}))`,
    ]
    const file = join(folder, `${name}.cjs`)
    writeFileSync(file, program.join('\n'))
    const { conflicts } = await startFile(file).ended
    const reported = new Map(conflicts.map(conflict => [conflict.request.path, summaryOf(conflict)]))
    const expected = routers.flatMap(number => expectedOf(number, head.length))
    expect(expected.map(({ path }) => reported.get(path))).toEqual(expected)
    expect(conflicts).toHaveLength(expected.length)
  })
})

function summaryOf({ request, cause, first, fork }: Conflict) {
  return {
    path: request.path,
    cause,
    first: first.site?.line,
    fork: fork && [fork.first.line, fork.second.line],
  }
}
