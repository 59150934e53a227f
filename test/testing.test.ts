import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root } from '../examples/run.mjs'
import { node } from './run-node'

const examples = join(root, 'examples/testing')
const { scripts } = JSON.parse(readFileSync(join(examples, 'package.json'), 'utf8'))

/** Runs a script of the examples as npm would, on the Node that is tested. */
async function runScript(name: string, directory: string) {
  const [command = '', ...args] = scripts[name].split(' ')
  const program = command === 'node' ? [] : [realpathSync(join(root, 'node_modules/.bin', command))]
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(VITEST|NODE_|HEADERS_TRACE|JEST|TEST$|CI$)/.test(key)),
  )
  const child = spawn(node, [...program, ...args], {
    cwd: directory,
    env: { ...env, NO_COLOR: '1', HEADERS_TRACE_OUTPUT: '/dev/null' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', text => {
      printed += text
    })
  const code = await new Promise(resolve => child.once('close', resolve))
  return { code, printed: stripVTControlCharacters(printed) }
}

// Below the examples, where the same packages are found.
let fixed: string
beforeAll(() => {
  fixed = mkdtempSync(join(examples, '.fixed-'))
  const isOwn = (path: string) => !/node_modules|\.fixed-/.test(path.slice(examples.length))
  for (const entry of ['app.js', 'package.json', 'node-test', 'vitest', 'jest', 'mocha'])
    cpSync(join(examples, entry), join(fixed, entry), { recursive: true, filter: isOwn })
  const file = join(fixed, 'app.js')
  writeFileSync(file, readFileSync(file, 'utf8').replace('res.status(404)', 'return res.status(404)'))
})
afterAll(() => rmSync(fixed, { recursive: true }))

describe.each(Object.keys(scripts))('with %s', runner => {
  test('a second response is a failing test, which names both lines', async () => {
    const { code, printed } = await runScript(runner, examples)
    expect(code, printed).not.toBe(0)
    // vitest runs a copy of the file, and jest wraps it: the line is there, in other words.
    const line = (number: number) => `\\(app\\.js(?::|, line )${number}[ )]`
    expect(printed).toMatch(
      new RegExp(
        `GET /company/atlantis got its response from res\\.json ${line(11)}.*showCompany went on and responded again with res\\.json ${line(13)}`,
      ),
    )
    expect(printed).not.toMatch(/GET \/company\/acme (was|got)/)
  })

  test('it passes where the program has been fixed', async () => {
    const { code, printed } = await runScript(runner, fixed)
    expect(code, printed).toBe(0)
  })
})

test('each folder of a runner has a script', () => {
  const text = readFileSync(join(examples, 'README.md'), 'utf8')
  const named = [...text.matchAll(/`npm run (\w+)`/g)].map(([, name]) => name)
  expect(named.sort()).toEqual(Object.keys(scripts).sort())
})
