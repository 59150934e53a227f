import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { register } from '../../examples/run.mjs'
import { hasFact } from '../../src/capture/node-versions'
import { binaryOf, canFollow, node, nodeVersion, runFile, runProgram } from '../run-node'
import { programOf } from '../run-table'

/** Versions before and after the one in which Node fixed what hooks did to a full stack. `.ci/node-versions` installs them. */
const versions = ['20.19.5', '20.20.0', '22.20.0', '22.22.0', '24.12.0', '24.13.0']

const kinds = ['timer', 'promise', 'tick', 'immediate', 'await']
/** Frames of different sizes, by which the stack is full at different places; and what captures everything is slow. */
const runs = [
  { size: 'small', budget: '5' },
  { size: 'large', budget: '5' },
  { size: 'builtin', budget: '5' },
  { size: 'large', budget: 'full' },
]

const binaries = [
  { version: nodeVersion, binary: node },
  ...versions
    .filter(version => version !== nodeVersion)
    .map(version => ({ version, binary: binaryOf(version) })),
]

describe.each(binaries)(
  'in Node $version a stack overflow that the application catches stays caught',
  ({ version, binary }) => {
    const isFollowed = hasFact('catchableOverflowInHooks', version)

    test.for(kinds)('where each level starts: %s', async (kind, { skip }) => {
      skip(!existsSync(binary), `${binary} is not there: .ci/node-versions installs it`)
      for (const { size, budget } of runs) {
        const environment = { HEADERS_TRACE_BUDGET: budget }
        const run = await runFile(programOf('overflow.cjs'), { binary, args: [kind, size], environment })
        expect(run, `${size}, with a budget of ${budget}`).toMatchObject({
          stdout: '500 RangeError',
          exitCode: 0,
          stderr: isFollowed
            ? ''
            : expect.stringMatching(/^headers-trace: paths are not followed, [^\n]*\n$/),
        })
      }
    })
  },
)

describe.runIf(canFollow)('where async hooks are not available', () => {
  const app = `
    require('node:http').createServer((req, res) => {
      res.end('first')
      setTimeout(() => { try { res.setHeader('X-Late', '1') } catch {} process.exit() }, 1)
    }).listen(0, '127.0.0.1', function () { fetch('http://127.0.0.1:' + this.address().port) })`

  test.each(['createHook', 'enable'])(
    'as %s throws, the application starts and sends are captured',
    async name => {
      const thrower =
        name === 'createHook'
          ? 'hooks.createHook = () => { throw new Error("not permitted") }'
          : 'const { createHook } = hooks; hooks.createHook = given => Object.assign(createHook(given), { enable() { throw new Error("not permitted") } })'
      const { conflicts, stderr, exitCode } = await runProgram(
        // Node's own `AsyncLocalStorage` needs what is taken away here, until Node 24.
        `const hooks = require('node:async_hooks'); void hooks.AsyncLocalStorage; ${thrower}\nrequire(process.argv[2])\n${app}`,
        { preload: null, args: [register] },
      )
      expect(exitCode).toBe(0)
      expect(stderr).toBe(
        'headers-trace: paths are not followed, only sends are captured: async hooks are not available (not permitted)\n',
      )
      expect(conflicts).toMatchObject([{ first: { exact: true }, cause: expect.any(String) }])
    },
  )
})
