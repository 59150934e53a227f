import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../../examples/run.mjs'
import { node } from '../program'

export const cli = join(root, 'dist/src/tools/cli/main.js')

interface Surroundings {
  readonly directory?: string
  readonly input?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs `headers-trace` to its end. */
export function headersTrace(args: readonly string[], surroundings: Surroundings = {}) {
  const { directory = root, input = '', environment = {} } = surroundings
  const { stdout, stderr, status, signal } = spawnSync(node, [cli, ...args], {
    cwd: directory,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { PATH: process.env.PATH, ...environment },
  })
  return { stdout, stderr, status, signal }
}
