import { describe, expect, it } from 'vitest'
import { aResponse, folderOf, linesIn, marksOf, register, run } from '../program'

const respondsTwice = `${aResponse}
res.end() // first
try {
  res.setHeader('a', 'b') // second
} catch (error) {
  console.log(error.code)
}
`

const starts = {
  spawn: "require('node:child_process').spawn(process.execPath, ['child.js'], { stdio: 'inherit' })",
  fork: "require('node:child_process').fork('./child.js')",
  'fork with no arguments of Node': "require('node:child_process').fork('./child.js', { execArgv: [] })",
  exec: "process.stdout.write(require('node:child_process').execSync('node child.js', { stdio: ['ignore', 'pipe', 'inherit'] }))",
}

describe('a process that the application starts is watched too, by NODE_OPTIONS', () => {
  it.each(Object.entries(starts))('by %s', async (_, start) => {
    const folder = folderOf({ 'app.js': start, 'child.js': respondsTwice })
    const { stdout, stderr, code } = await run(folder, {
      args: [],
      environment: { NODE_OPTIONS: `--require ${JSON.stringify(register)}`, HEADERS_TRACE_FORMAT: 'json' },
    })
    expect(stdout).toBe('ERR_HTTP_HEADERS_SENT\n')
    const conflicts = stderr
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line))
    expect(conflicts.map(linesIn)).toEqual([marksOf('child.js', respondsTwice)])
    expect(code).toBe(0)
  })
})

it('a handler in another context of V8 responds as it does without, and is reported', async () => {
  const inside = `(res => {
  res.end() // first
  try {
    res.setHeader('a', 'b') // second
  } catch (error) {
    console.log(error.code, error instanceof Error, error.stack.split('\\n').length)
  }
})`
  const text = `${aResponse}
const vm = require('node:vm')
const code = require('node:fs').readFileSync(__dirname + '/inside.js', 'utf8')
vm.runInNewContext(code, { console }, { filename: __dirname + '/inside.js' })(res)
`
  const folder = folderOf({ 'app.js': text, 'inside.js': inside })
  const alone = await run(folder, { args: [] })
  const { conflicts, stdout } = await run(folder)
  expect(stdout).toBe(alone.stdout)
  expect(conflicts.map(linesIn)).toEqual([marksOf('inside.js', inside)])
})
